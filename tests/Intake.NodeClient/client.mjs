// Asks with OpenAI's own package, unchanged but for base address and key, and prints what its user would see, as JSON by scenario.
//
//   node client.mjs BASE_URL KEY POOR_KEY CUT_KEY
//
// POOR_KEY belongs to a tenant whose budget is used up, CUT_KEY to one whose answers are stopped in the middle.
import OpenAI from 'openai';

const [baseURL, key, poor, cut] = process.argv.slice(2);
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
  models: { ids: [...models, (await own.models.retrieve('gpt-4.1-nano')).id] },
  wrongKey: await failing(() => client('sk-wrong').chat.completions.create({ model: 'auto', messages: ask })),
  mistake: await failing(() => own.chat.completions.create({ model: 'auto', messages: ask, frequency_penalty: 1 })),
  noModel: await failing(() => own.models.retrieve('gpt-0')),
  overBudget: await failing(() => client(poor).chat.completions.create({ model: 'auto', messages: ask })),
  stopped: await stream(client(cut)),
}));
