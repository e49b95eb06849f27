"""Charges the card of an item: busy as often as the item says, declined where it is bad."""
calls = {}


class CardDeclined(Exception):
    pass


class Busy(Exception):
    pass


def handler(event, context):
    n = calls[event["id"]] = calls.get(event["id"], 0) + 1
    if event.get("busy", 0) >= n:
        raise Busy("try again")
    if event.get("bad"):
        raise CardDeclined("the card of item %d was declined" % event["id"])
    return {"id": event["id"], "charged": True}
