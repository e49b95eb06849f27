"""A video converter. It keeps nothing between calls: the job itself says how far it is."""

import os


def start(event, context):
    return {"id": "job-" + event["video"], "percent": 0, "status": "RUNNING", "breaksAt": event.get("breaksAt", 101)}


def look(event, context):
    percent = min(event["percent"] + int(os.environ["STEP"]), 100)
    print(event["id"], "is at", percent, "%")
    if percent >= event["breaksAt"]:
        return dict(event, percent=percent, status="BROKEN", reason="no frame at %d %%" % event["breaksAt"])
    return dict(event, percent=percent, status="DONE" if percent == 100 else "RUNNING")
