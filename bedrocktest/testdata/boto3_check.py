# Sends one request through every operation with boto3, configured by the
# environment alone, and prints what it understood as JSON lines.
import json

import boto3
from botocore.exceptions import ClientError

MODEL = "anthropic.claude-sonnet-4-20250514-v1:0"
MESSAGES = [{"role": "user", "content": [{"text": "Say this is a test"}]}]
BODY = json.dumps({
    "anthropic_version": "bedrock-2023-05-31",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "Say this is a test"}],
})

client = boto3.client("bedrock-runtime")


def show(operation, value):
    print(json.dumps([operation, value]))


body = json.loads(client.invoke_model(modelId=MODEL, body=BODY)["body"].read())
show("InvokeModel", body["content"][0]["text"])

events = [json.loads(e["chunk"]["bytes"]) for e in client.invoke_model_with_response_stream(modelId=MODEL, body=BODY)["body"]]
show("InvokeModelWithResponseStream", "".join(e["delta"]["text"] for e in events if e["type"] == "content_block_delta"))

limit = {"maxTokens": 100}
out = client.converse(modelId=MODEL, messages=MESSAGES, inferenceConfig=limit)
show("Converse", out["output"]["message"]["content"][0]["text"])

events = client.converse_stream(modelId=MODEL, messages=MESSAGES, inferenceConfig=limit)["stream"]
show("ConverseStream", "".join(e["contentBlockDelta"]["delta"]["text"] for e in events if "contentBlockDelta" in e))

show("CountTokens", client.count_tokens(modelId=MODEL, input={"converse": {"messages": MESSAGES}})["inputTokens"])

try:
    client.converse(modelId="nobody.nothing-v1:0", messages=MESSAGES)
except ClientError as e:
    show("error", e.response["Error"]["Code"])
