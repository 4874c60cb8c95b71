"""OpenAI's own Python library against annexa: models, a completion, a stream, a follow-up, errors."""

import os

import openai

client = openai.OpenAI(base_url=os.environ["CLIENT_URL"] + "/v1", api_key=os.environ["CLIENT_KEY"], max_retries=0)
question = [{"role": "user", "content": "What evidence do I need for A.5.23?"}]

models = [model.id for model in client.models.list()]
assert models[0] == "annexa" and len(models) > 1, models
assert client.models.retrieve(models[1]).id == models[1]
print("models:", ", ".join(models))

whole = client.chat.completions.create(model="annexa", messages=question)
message = whole.choices[0].message
assert whole.choices[0].finish_reason == "stop" and whole.usage and whole.usage.total_tokens > 0
assert "[1]" in message.content and "**Sources**" in message.content
assert message.annexa["verdict"] == "answered" and message.annexa["refs"] == ["A.5.23"], message.annexa
first = message.content.strip().splitlines()[0]
print(f"completion: {len(message.content)} characters, {len(message.annexa['citations'])} sources, begins: {first}")

pieces, usage, extra = [], None, None
options = {"include_usage": True}
for chunk in client.chat.completions.create(model=models[1], messages=question, stream=True, stream_options=options):
    usage = chunk.usage or usage
    for choice in chunk.choices:
        pieces.append(choice.delta.content or "")
        extra = getattr(choice.delta, "annexa", None) or extra
assert "".join(pieces).split() == message.content.split(), "the stream is the same answer"
assert usage and usage.total_tokens > 0 and extra and extra["verdict"] == "answered"
print(f"stream: {len(pieces)} pieces, {usage.total_tokens} tokens")

talk = [*question, {"role": "assistant", "content": message.content}, {"role": "user", "content": "And what will the auditor ask about that?"}]
followed = client.chat.completions.create(model="annexa", messages=talk).choices[0].message
assert followed.annexa["refs"] == ["A.5.23"], followed.annexa
print("follow-up: still about", ", ".join(followed.annexa["refs"]))

for what, expected, ask in [
    ("unknown model", openai.NotFoundError, lambda: client.chat.completions.create(model="gpt-4o", messages=question)),
    ("no messages", openai.BadRequestError, lambda: client.chat.completions.create(model="annexa", messages=[])),
    ("two answers", openai.BadRequestError, lambda: client.chat.completions.create(model="annexa", messages=question, n=2)),
    ("wrong key", openai.AuthenticationError, lambda: client.with_options(api_key="sk-wrong").models.list()),
]:
    try:
        ask()
    except expected as error:
        print(f"{what}: {error.status_code} {error.code}: {error.body['message']}")
    else:
        raise SystemExit(f"{what}: no error came")
