// OpenAI's own JavaScript library against annexa: models, a completion, a stream, an error.

import assert from "node:assert/strict";
import { createRequire } from "node:module";

// The library is in the cache folder, away from this file.
const { default: OpenAI, NotFoundError } = createRequire(`${process.env.CLIENT_PACKAGES}/`)("openai");
const client = new OpenAI({ baseURL: `${process.env.CLIENT_URL}/v1`, apiKey: process.env.CLIENT_KEY, maxRetries: 0 });
const messages = [{ role: "user", content: "What evidence do I need for A.5.23?" }];

const models = [];
for await (const model of client.models.list()) models.push(model.id);
assert.equal(models[0], "annexa");
console.log(`models: ${models.join(", ")}`);

const whole = await client.chat.completions.create({ model: "annexa", messages });
const { message, finish_reason } = whole.choices[0];
assert.equal(finish_reason, "stop");
assert.equal(message.annexa.verdict, "answered");
console.log(`completion: ${message.content.length} characters, ${message.annexa.citations.length} sources`);

const stream = client.chat.completions.stream({ model: "annexa", messages });
const final = await stream.finalChatCompletion();
const words = (text) => text.split(/\s+/).filter(Boolean);
assert.deepEqual(words(final.choices[0].message.content), words(message.content));
console.log("stream: the same answer");

await assert.rejects(client.chat.completions.create({ model: "gpt-4o", messages }), (error) => {
  assert.ok(error instanceof NotFoundError);
  console.log(`unknown model: ${error.status} ${error.code}`);
  return true;
});
