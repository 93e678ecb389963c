// Asks with OpenAI's own package, unchanged but for base address and key, and prints what its user would see, as JSON by scenario.
//
//   node client.mjs BASE_URL KEY POOR_KEY CUT_KEY TOOL_KEY
//
// POOR_KEY belongs to a tenant whose budget is used up, CUT_KEY to one whose answers are stopped in the middle, TOOL_KEY to one whose answers
// call the tool "multiply" until they are given its result.
import OpenAI from 'openai';

const [baseURL, key, poor, cut, toolKey] = process.argv.slice(2);
const ask = [{ role: 'user', content: 'When must a claim be filed?' }];
const png = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

let calls = 0;
const client = (apiKey) => new OpenAI({ apiKey, baseURL, fetch: (...request) => { calls += 1; return fetch(...request); } });
const own = client(key);

async function stream(openai) {
  const seen = { text: '', pieces: 0 };
  try {
    for await (const chunk of await openai.chat.completions.create({ model: 'auto', messages: ask, stream: true, stream_options: { include_usage: true } })) {
      seen.text += chunk.choices[0]?.delta?.content ?? '';
      seen.pieces += chunk.choices.length;
      seen.finish = chunk.choices[0]?.finish_reason ?? seen.finish;
      seen.tokens = chunk.usage?.total_tokens ?? seen.tokens;
    }
  } catch (error) {
    Object.assign(seen, failure(error));
  }
  return seen;
}

const failure = (error) => ({ error: error.constructor.name, status: error.status, code: error.code, param: error.param, type: error.type });
const failing = async (call) => {
  calls = 0;
  try { await call(); return {}; } catch (error) { return { ...failure(error), calls, request: !!error.requestID }; }
};

// The package's own loop: it carries out what is called and asks again.
const multiply = {
  type: 'function',
  function: {
    name: 'multiply',
    description: 'Multiplies two numbers.',
    parameters: { type: 'object', properties: { a: { type: 'number' }, b: { type: 'number' } }, required: ['a', 'b'] },
    parse: JSON.parse,
    function: ({ a, b }) => `${a * b}`,
  },
};
async function tools(stream) {
  const asked = { model: 'auto', messages: [{ role: 'user', content: stream ? 'What is seven times six?' : 'What is 6 times 7?' }], tools: [multiply], tool_choice: 'auto', stream };
  const runner = client(toolKey).chat.completions.runTools(asked);
  const called = [];
  runner.on('functionToolCall', (call) => called.push(`${call.name} ${call.arguments}`));
  return { text: await runner.finalContent(), called };
}

// The newer API: whole, streamed, and a loop over its items.
async function responses() {
  const whole = await own.responses.create({ model: 'auto', instructions: 'Be brief.', input: 'When must a claim be filed?' });
  const seen = { text: '', pieces: 0, tokens: whole.usage.total_tokens };
  for await (const event of own.responses.stream({ model: 'auto', input: 'Who must file it?' })) {
    if (event.type !== 'response.output_text.delta') continue;
    seen.text += event.delta;
    seen.pieces += 1;
  }
  return { whole: whole.output_text, ...seen };
}
// The package puts `output_text` together for a whole answer, and leaves it out of a streamed one.
const textOf = (answer) => answer.output.filter((item) => item.type === 'message').flatMap((item) => item.content).map((part) => part.text).join('');
async function responseTools(stream) {
  const { type, function: { name, description, parameters } } = multiply;
  const asked = { model: 'auto', input: [{ role: 'user', content: stream ? '7 times 6?' : '6 times 7?' }], tools: [{ type, name, description, parameters, strict: false }] };
  const called = [];
  for (;;) {
    const openai = client(toolKey);
    const answer = stream ? await openai.responses.stream(asked).finalResponse() : await openai.responses.create(asked);
    const calls = answer.output.filter((item) => item.type === 'function_call');
    if (calls.length === 0) return { text: textOf(answer), called };
    asked.input.push(...answer.output);
    for (const call of calls) {
      called.push(`${call.name} ${call.arguments}`);
      asked.input.push({ type: 'function_call_output', call_id: call.call_id, output: multiply.function.function(JSON.parse(call.arguments)) });
    }
  }
}

const { data: chat, request_id } = await own.chat.completions.create({ model: 'gpt-4.1-nano', messages: ask, seed: 7, max_completion_tokens: 50 }).withResponse();
const schema = { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'], additionalProperties: false };
const vision = [{ role: 'user', content: [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: png, detail: 'low' } }] }];
const json = { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } };
const embedded = await own.embeddings.create({ model: 'text-embedding-3-small', input: ['one', 'three'] });
const models = [];
for await (const model of own.models.list()) models.push(model.id);

console.log(JSON.stringify({
  chat: { text: chat.choices[0].message.content, finish: chat.choices[0].finish_reason, tokens: chat.usage.total_tokens, request: request_id },
  stream: await stream(own),
  schema: { text: (await own.chat.completions.create({ model: 'auto', messages: ask, response_format: json })).choices[0].message.content },
  vision: { text: (await own.chat.completions.create({ model: 'auto', messages: vision })).choices[0].message.content },
  embeddings: { values: embedded.data.map((entry) => entry.embedding[0]), tokens: embedded.usage.total_tokens },
  tools: await tools(false),
  streamedTools: await tools(true),
  responses: await responses(),
  responseTools: await responseTools(false),
  streamedResponseTools: await responseTools(true),
  models: { ids: [...models, (await own.models.retrieve('gpt-4.1-nano')).id] },
  wrongKey: await failing(() => client('sk-wrong').chat.completions.create({ model: 'auto', messages: ask })),
  mistake: await failing(() => own.chat.completions.create({ model: 'auto', messages: ask, frequency_penalty: 1 })),
  noModel: await failing(() => own.models.retrieve('gpt-0')),
  overBudget: await failing(() => client(poor).chat.completions.create({ model: 'auto', messages: ask })),
  stopped: await stream(client(cut)),
}));
