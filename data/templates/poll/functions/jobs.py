"""Jobs that take some polls. All there is to know about one is in its id, so nothing need be kept."""


def start(event, context):
    job = event["job"]
    return {"id": "%s:%d:%s" % (job["name"], job.get("takes", 3), "breaks" if job.get("breaks") else "")}


def status(event, context):
    name, takes, breaks = event["id"].split(":")
    if event["poll"] + 1 < int(takes):
        return {"status": "RUNNING"}
    if breaks:
        return {"status": "FAILED", "reason": name + " broke"}
    return {"status": "DONE", "result": name + " is ready"}
