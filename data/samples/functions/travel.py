"""A travel agency. trip.soldOut names what cannot be had."""


class SoldOut(Exception):
    pass


def book(event, context):
    what, trip = event["what"], event["trip"]
    if trip.get("soldOut") == what:
        raise SoldOut("no %s to %s on %s" % (what, trip["to"], trip["on"]))
    return {"what": what, "booked": True, "number": "%s-%s" % (what[0].upper(), trip["to"][:3].upper())}
