// Asks with LangChain.js, unchanged but for base address and key, and prints what its user would see, as JSON by scenario.
//
//   node langchain.mjs BASE_URL KEY TOOL_KEY JSON_KEY
//
// TOOL_KEY belongs to a tenant whose answers call the tool "multiply" until they are given its result, JSON_KEY to one whose answers are JSON.
import { HumanMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { z } from 'zod';

const [baseURL, key, toolKey, jsonKey] = process.argv.slice(2);
const png = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const model = (apiKey) => new ChatOpenAI({ model: 'auto', apiKey, configuration: { baseURL } });

const multiply = tool(({ a, b }) => `${a * b}`, {
  name: 'multiply',
  description: 'Multiplies two numbers.',
  schema: z.object({ a: z.number(), b: z.number() }),
});

// The loop as its users write it: ask, call what is to be called, ask again.
async function loop(question, asking) {
  const messages = [new HumanMessage(question)];
  const called = [];
  for (;;) {
    const answer = await asking(messages);
    messages.push(answer);
    if (answer.tool_calls.length === 0) return { text: answer.content, called };
    for (const call of answer.tool_calls) {
      called.push(call.name);
      messages.push(await multiply.invoke(call));
    }
  }
}

async function stream(openai, messages) {
  let whole;
  let pieces = 0;
  for await (const piece of await openai.stream(messages)) {
    whole = whole === undefined ? piece : whole.concat(piece);
    pieces += 1;
  }
  return { whole, pieces };
}

const withTools = model(toolKey).bindTools([multiply]);
const chat = await model(key).invoke('When must a claim be filed?');
const streamed = await stream(model(key), 'Who must file it?');
const vision = await model(key).invoke([new HumanMessage({ content: [{ type: 'text', text: 'What is this?' }, { type: 'image_url', image_url: { url: png } }] })]);
const claim = z.object({ claim: z.string(), days: z.number() });
const structured = (method) => model(jsonKey).withStructuredOutput(claim, { name: 'claim', method, strict: true }).invoke('What is claimed?');
const embeddings = new OpenAIEmbeddings({ model: 'text-embedding-3-small', apiKey: key, configuration: { baseURL } });

console.log(JSON.stringify({
  chat: { text: chat.content, tokens: chat.usage_metadata.total_tokens },
  stream: { text: streamed.whole.content, pieces: streamed.pieces, tokens: streamed.whole.usage_metadata?.total_tokens },
  tools: await loop('What is 6 times 7?', (messages) => withTools.invoke(messages)),
  streamedTools: await loop('What is 7 times 6?', async (messages) => (await stream(withTools, messages)).whole),
  schema: { text: JSON.stringify(await structured('jsonSchema')) },
  vision: { text: vision.content },
  embeddings: { values: (await embeddings.embedDocuments(['one', 'three'])).map((vector) => vector[0]) },
}));
