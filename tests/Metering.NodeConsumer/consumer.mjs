// Reads a queue bound to the exchange tollgate.usage, checks every message against the published JSON Schemas, and watches the positions:
// a gap means that something was missed (read it through the gRPC feed), a repeat is recognised and dropped.
//
//   node consumer.mjs AMQP_URI QUEUE SCHEMA_FOLDER LAST_POSITION UNTIL_POSITION
//
// LAST_POSITION is the last position that was handled before (0: none). Ends when UNTIL_POSITION is handled; prints what it saw as JSON.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import amqp from 'amqplib';
import Ajv2020 from 'ajv/dist/2020.js';

const [uri, queue, schemas, last, until] = process.argv.slice(2);
const ajv = new Ajv2020({ strict: true, allErrors: true });
const read = (name) => JSON.parse(readFileSync(join(schemas, name), 'utf8'));
ajv.addSchema(read('usage-recorded.v1.schema.json'));
const validate = ajv.compile(read('usage-event.v1.schema.json'));

const seen = { handled: 0, repeats: 0, gaps: [], invalid: [], nanos: 0n, ids: new Set() };
let position = BigInt(last);

// Money without floats: the amount has nine decimals, so its digits are nanos.
const nanosOf = (amount) => BigInt(amount.replace('.', ''));

const connection = await amqp.connect(uri);
const channel = await connection.createChannel();
await channel.prefetch(200);
await new Promise((done, fail) => {
  connection.on('error', fail);
  channel.consume(queue, (message) => {
    const event = JSON.parse(message.content.toString('utf8'));
    if (message.properties.contentType !== 'application/cloudevents+json' || !validate(event)) {
      seen.invalid.push({ contentType: message.properties.contentType, errors: validate.errors });
    }

    const place = BigInt(event.feedposition);
    if (place <= position) {
      seen.repeats++;
    } else {
      if (place !== position + 1n) seen.gaps.push(`${position}..${place}`);
      position = place;
      seen.handled++;
      seen.ids.add(event.id);
      seen.nanos += nanosOf(event.data.cost.amount);
    }

    channel.ack(message);
    if (position >= BigInt(until)) done();
  }).catch(fail);
});
await channel.close();
await connection.close();
console.log(JSON.stringify({
  handled: seen.handled, distinct: seen.ids.size, repeats: seen.repeats, gaps: seen.gaps, invalid: seen.invalid, position: `${position}`, nanos: `${seen.nanos}`,
}));
