"""A broker that does not take a worker's receipt leaves the worker's hand free."""

from typing import Any

from kombu import Connection, Queue

from programme.celery import app
from programme.common.receipts import Request
from programme.notices.tasks import sweep


def refuse(logger: Any, errors: Any) -> None:
    """What kombu does when the broker is silent: a line in the log, and nothing else."""


def test_receipt_that_was_not_taken_does_not_keep_the_worker_from_the_next_message() -> None:
    with Connection("memory://") as connection, connection.channel() as channel:
        queue = Queue("receipts", channel=channel)
        queue.declare()
        app.amqp.send_task_message(
            connection.Producer(channel), sweep.name, app.amqp.as_task_v2("1", sweep.name), queue=queue
        )
        channel.basic_qos(0, 1, False)
        message = queue.get()
        assert message and not channel.qos.can_consume()

        request = Request(message, app=app, on_ack=refuse, connection_errors=(OSError,))
        request.acknowledge()

        assert not message.acknowledged
        assert channel.qos.can_consume()


def test_tasks_are_received_with_such_receipts() -> None:
    assert sweep.Request == f"{Request.__module__}:{Request.__name__}"
