"""A small shop: its stock and its cards."""

STOCK = {"lamp": 12, "chair": 4, "table": 0}


class OutOfStock(Exception):
    pass


class CardDeclined(Exception):
    pass


class NetworkProblem(Exception):
    pass


def reserve_stock(event, context):
    sku, count = event["sku"], event["count"]
    if STOCK.get(sku, 0) < count:
        raise OutOfStock("%d of %s wanted, %d there" % (count, sku, STOCK.get(sku, 0)))
    return {"sku": sku, "count": count, "shelf": "A%d" % len(sku)}


def charge_card(event, context):
    card = event["card"]
    if card == "declined":
        raise CardDeclined("the bank refuses this card")
    if card == "unreachable":
        raise NetworkProblem("no answer from the bank")
    return {"charged": event["amount"], "card": "…" + card[-4:]}
