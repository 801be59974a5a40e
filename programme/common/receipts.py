"""A worker's receipts for messages that it has dealt with, when the broker does not take one.

Celery notes such a receipt in the log and forgets it, and kombu counts the message as held for ever: after as many as a
worker may hold it takes no other (seen in a drill: Redis stopped for ten seconds, and no reminder went out after it).
"""

from celery.worker import request
from kombu.transport import virtual


class Request(request.Request):  # type: ignore[misc]
    """Lets go of a message whose receipt was not taken: the broker will send it again, and that is harmless."""

    def acknowledge(self) -> None:
        """Give the receipt; whatever comes of it, the worker's hand is free."""
        super().acknowledge()
        message = self._message
        if not message.acknowledged:
            virtual.QoS.ack(message.channel.qos, message.delivery_tag)  # in this process only
