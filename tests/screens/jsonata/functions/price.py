def handler(event, context):
    return {"prices": event["lines"]}
