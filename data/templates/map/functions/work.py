"""Works on one item. What is no number is poison: it would fail however often it is tried."""


class CannotBeRead(Exception):
    pass


def handler(event, context):
    if not isinstance(event["item"], (int, float)):
        raise CannotBeRead(repr(event["item"]))
    return event["item"] * 2
