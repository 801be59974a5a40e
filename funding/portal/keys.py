"""What each piece of news is known again by, once somebody has marked it as read."""


def release_key(report: int) -> str:
    """A report was released."""
    return f"release:{report}"


def verdict_key(report: int, number: int) -> str:
    """A released report says something else of a target than the one before it."""
    return f"verdict:{report}:{number}"


def calendar_key(event: int) -> str:
    """A period was skipped, given more time, or asked for again, by the id of what happened."""
    return f"calendar:{event}"


def answer_key(message: int | str) -> str:
    """The office answered."""
    return f"answer:{message}"
