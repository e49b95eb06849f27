"""A service that is down at times."""


class Down(Exception):
    pass


def handler(event, context):
    if event["down"]:
        raise Down(event["service"] + " is down")
    return {"service": event["service"], "answer": 42}
