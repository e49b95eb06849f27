"""Stands for an API: event["statuscode"] is the status that it shall answer with."""


class TooManyRequestsException(Exception):
    pass


class ServerUnavailableException(Exception):
    pass


class UnknownException(Exception):
    pass


def lambda_handler(event, context):
    statuscode = event["statuscode"]
    if statuscode == "200":
        return "200 OK"
    if statuscode == "429":
        raise TooManyRequestsException("429 Too Many Requests")
    if statuscode == "503":
        raise ServerUnavailableException("503 Server Unavailable")
    raise UnknownException("Unknown error")
