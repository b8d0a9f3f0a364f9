// Sends one request through every operation with the AWS SDK for JavaScript,
// configured by the environment alone, and prints what it understood as JSON
// lines.
import {createRequire} from 'node:module';

// The SDK is found from the directory the check runs in.
const require = createRequire(process.cwd() + '/');
const sdk = require('@aws-sdk/client-bedrock-runtime');

const modelId = 'anthropic.claude-sonnet-4-20250514-v1:0';
const messages = [{role: 'user', content: [{text: 'Say this is a test'}]}];
const body = JSON.stringify({
  anthropic_version: 'bedrock-2023-05-31',
  max_tokens: 100,
  messages: [{role: 'user', content: 'Say this is a test'}],
});
const client = new sdk.BedrockRuntimeClient({});
const text = (bytes) => new TextDecoder().decode(bytes);
const show = (operation, value) => console.log(JSON.stringify([operation, value]));

let out = await client.send(new sdk.InvokeModelCommand({modelId, body, contentType: 'application/json'}));
show('InvokeModel', JSON.parse(text(out.body)).content[0].text);

out = await client.send(new sdk.InvokeModelWithResponseStreamCommand({modelId, body, contentType: 'application/json'}));
let heard = '';
for await (const e of out.body) {
  heard += JSON.parse(text(e.chunk.bytes)).delta?.text ?? '';
}
show('InvokeModelWithResponseStream', heard);

const inferenceConfig = {maxTokens: 100};
out = await client.send(new sdk.ConverseCommand({modelId, messages, inferenceConfig}));
show('Converse', out.output.message.content[0].text);

out = await client.send(new sdk.ConverseStreamCommand({modelId, messages, inferenceConfig}));
heard = '';
for await (const e of out.stream) {
  heard += e.contentBlockDelta?.delta.text ?? '';
}
show('ConverseStream', heard);

out = await client.send(new sdk.CountTokensCommand({modelId, input: {converse: {messages}}}));
show('CountTokens', out.inputTokens);

try {
  await client.send(new sdk.ConverseCommand({modelId: 'nobody.nothing-v1:0', messages}));
} catch (e) {
  show('error', e.name);
}
client.destroy();
