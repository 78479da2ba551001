// The description of the API: valid OpenAPI 3.1, and every example in it sent to the real program by the person who
// would send it; what comes back must be what the description says, field by field.
// PROVOST_RECORD_EXAMPLES=1 writes the answers into server/api/examples/ (trimmed), for the description to show.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import { sourceFolder, temporaryFolder, World } from '../integration/support.mjs';
import { scenario } from './scenario.mjs';

let w, description, sink;
const operations = new Map();
const recorded = new Map();
const faults = []; // told together, so that one run shows them all

before(async () => {
  sink = createServer((request, response) => request.resume().on('end', () => response.end('{"ok":true}'))).listen(0, '127.0.0.1');
  await new Promise((done) => sink.once('listening', done));
  w = await new World(temporaryFolder(), { extraConfig: 'public_url: https://eoms.example.org\noutgoing:\n  allowed: ["127.0.0.1"]\n' }).start();
  w.sink = `http://127.0.0.1:${sink.address().port}/hook`;
  description = (await w.api(null, 'GET', '/openapi.json')).body;
  for (const [path, methods] of Object.entries(description.paths)) {
    for (const [method, operation] of Object.entries(methods)) operations.set(operation.operationId, { path, method: method.toUpperCase(), ...operation });
  }
});
after(async () => { sink.closeAllConnections(); sink.close(); await w.stop(); rmSync(w.folder, { recursive: true, force: true }); });

const resolved = (part) => part.$ref ? part.$ref.slice(2).split('/').reduce((at, name) => at[name], description) : part;

// A field that the description does not name is a fault of the description.
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, name === 'example' ? value : closed(value)]));
  if (copy.type === 'object' && copy.properties && copy.additionalProperties === undefined) copy.additionalProperties = false;
  return copy;
}

const ajv = new Ajv({ strict: false, allErrors: true });
function faultsOf(schema, value) {
  const fits = ajv.compile(closed(schema));
  if (fits(value)) return [];
  return [...new Set(fits.errors.map((each) => `${each.instancePath.replace(/\/\d+/g, '/*')} ${each.message} ${each.params.additionalProperty ?? ''}`))];
}
const check = (schema, value, where) => assert.deepEqual(faultsOf(schema, value), [], where);

test('the description is valid OpenAPI 3.1', async () => {
  const result = await new Validator().validate(structuredClone(description));
  assert.equal(result.valid, true, JSON.stringify(result.errors)?.slice(0, 2000));
  assert.equal(description.openapi, '3.1.0');
  assert.ok(operations.size > 100, `${operations.size} operations`);
});

test('every operation says who may, which problems there are and how it looks', () => {
  for (const [id, operation] of operations) {
    const example = operation.responses['200'] ?? operation.responses['201'] ?? operation.responses['204'];
    assert.ok(example, id);
    assert.ok(operation.responses.default, id);
    if (id === 'getDescription') continue;
    assert.equal(operation['x-scope'] === undefined, id === 'listenToEvents', `${id}: its scope`);
    for (const status of ['401', '403', '422', '429']) assert.ok(operation.responses[status], `${id} has no ${status}`);
    const names = (operation.parameters ?? []).map((each) => resolved(each).name);
    assert.equal(names.includes('Idempotency-Key'), operation.method === 'POST', id);
    for (const each of operation.parameters ?? []) {
      const parameter = resolved(each);
      if (parameter.in === 'path') assert.ok(parameter.example !== undefined, `${id}: no example of ${parameter.name}`);
    }
    const json = operation.requestBody?.content['application/json'];
    if (json) check(json.schema, json.example, `${id}: the example of a request`);
    const answer = example.content?.['application/json'];
    if (answer) {
      assert.ok(answer.example, `${id}: no example of an answer`);
      if (!names.includes('fields') || !operation.parameters.some((each) => each.name === 'fields' && each.example)) check(answer.schema, answer.example, `${id}: the example of an answer`);
    }
  }
});

test('the catalogue of events has an example of each', () => {
  const names = Object.keys(description.webhooks);
  assert.ok(names.includes('document_in_force') && names.includes('overdue') && names.length >= 8, names.join());
  for (const name of names) {
    const operation = description.webhooks[name].post;
    const { schema, example } = operation.requestBody.content['application/json'];
    check(schema, example, name);
    assert.deepEqual(operation.parameters.map((each) => each.name), ['webhook-id', 'webhook-timestamp', 'webhook-signature']);
  }
});

// Sends the example of an operation, with what the scenario knows better put in its place.
async function send(id, who, { path = {}, query = {}, request, body, type, listen } = {}) {
  const operation = operations.get(id);
  assert.ok(operation, `there is no operation ${id}`);
  let address = operation.path;
  const asked = new URLSearchParams();
  for (const each of operation.parameters ?? []) {
    const parameter = resolved(each);
    if (parameter.in === 'path') address = address.replace(`{${parameter.name}}`, encodeURIComponent(path[parameter.name] ?? parameter.example));
    const value = query[parameter.name] ?? parameter.example;
    if (parameter.in === 'query' && value !== undefined) asked.set(parameter.name, String(value));
  }
  const json = operation.requestBody?.content['application/json'];
  const payload = body ?? (json ? JSON.stringify({ ...json.example, ...request }) : undefined);
  const hearing = new AbortController();
  const answer = await fetch(`${w.address}${address}${asked.size ? `?${asked}` : ''}`, {
    method: operation.method, body: payload, signal: hearing.signal,
    headers: { ...(who ? { Authorization: `Bearer ${w.tokens[who]}` } : {}), ...(json && !body ? { 'Content-Type': 'application/json' } : type ? { 'Content-Type': type } : {}) },
  });
  if (listen) { // It does not end by itself.
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    assert.match(Buffer.from((await answer.body.getReader().read()).value).toString(), /^(retry|id|event|data|:)/);
    hearing.abort();
    return {};
  }
  const bytes = Buffer.from(await answer.arrayBuffer());
  const expected = Object.keys(operation.responses).find((status) => status.startsWith('2'));
  assert.equal(String(answer.status), expected, `${id} as ${who}: ${bytes.toString().slice(0, 500)}`);
  const content = operation.responses[expected].content?.['application/json'];
  if (!content) return { bytes, headers: answer.headers };
  const value = JSON.parse(bytes.toString());
  faults.push(...faultsOf(content.schema, value).map((each) => `${id}: ${each}`));
  const sparse = asked.has('fields');
  if (!sparse && content.example && content.schema.properties) {
    const shown = (each) => Object.keys(each).sort().join();
    if (shown(value) !== shown(content.example)) faults.push(`${id}: the example shows ${shown(content.example)} and not ${shown(value)}`);
  }
  recorded.set(id, value);
  return { value, bytes, headers: answer.headers };
}

test('every example does what it says', { timeout: 300_000 }, async () => {
  const sent = new Set();
  await scenario(w, async (id, who, instead) => { sent.add(id); return send(id, who, instead); });
  if (process.env.PROVOST_RECORD_EXAMPLES) record();
  assert.deepEqual(faults, []);
  assert.deepEqual([...operations.keys()].filter((id) => !sent.has(id)), [], 'operations without a run example');
});

// Long lists and texts are cut: an example shows the shape.
function trimmed(value) {
  if (Array.isArray(value)) return value.slice(0, 2).map(trimmed);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).slice(0, 80).map(([name, each]) => [name, trimmed(each)]));
  return typeof value === 'string' && value.length > 300 ? value.slice(0, 300) + '…' : value;
}

function record() {
  const folder = join(sourceFolder, 'server/api/examples');
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    const examples = JSON.parse(readFileSync(file, 'utf8'));
    for (const [id, example] of Object.entries(examples)) {
      if (!recorded.has(id) || id === 'getDescription') continue;
      const text = JSON.stringify(trimmed(recorded.get(id)));
      // Secrets in examples are made up, like everything else there.
      example.response = JSON.parse(text.replaceAll(new URL(w.sink).host, 'hooks.example.org').replace(/provost_[0-9a-f]{64}/g, `provost_${'0'.repeat(64)}`).replace(/whsec_[A-Za-z0-9+/=]+/g, 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='));
    }
    writeFileSync(file, JSON.stringify(examples, null, 1) + '\n');
  }
}
