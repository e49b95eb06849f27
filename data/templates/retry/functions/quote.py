"""A price service that is busy at times. The class of an exception is the error's name."""

PRICES = {"ACME": 12.5, "INIT": 3.25}


class ServiceBusy(Exception):
    pass


class UnknownSymbol(Exception):
    pass


def handler(event, context):
    if event["attempt"] < event["busyFor"]:
        raise ServiceBusy("come back later")
    if event["symbol"] not in PRICES:
        raise UnknownSymbol(event["symbol"])
    return {"symbol": event["symbol"], "price": PRICES[event["symbol"]]}
