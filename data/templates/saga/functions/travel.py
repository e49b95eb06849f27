"""Bookings and their compensation. A cancellation may come twice: it must do no harm then."""


class SoldOut(Exception):
    pass


def book(event, context):
    if event["soldOut"] == event["what"]:
        raise SoldOut("no " + event["what"] + " for " + event["trip"])
    return {"booking": event["what"] + " to " + event["trip"]}


def cancel(event, context):
    print("cancelled:", event["booking"])
    return {"cancelled": event["booking"]}
