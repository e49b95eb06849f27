import sys
import time


def handler(event, context):
    """Does what a handler should not do."""
    print("\x1b[31mred\x07 and\ta tab")
    if event == "hang":
        time.sleep(60)
    if event == "nan":
        return float("nan")
    if event == "exit":
        sys.exit(3)
    return {"text": "\x00\x1b[31m"}
