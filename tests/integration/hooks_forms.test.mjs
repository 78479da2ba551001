// The forms in which software outside sends evidence, each at the real server: JSON, files, CloudEvents, and the examples
// that the pages tell people to try.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Browser, mustRun, world } from './support.mjs';
import { addSource, deliver, readLog, sendJson, settled, standardFields } from './hooks_support.mjs';

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

function mappingFile(w, mapping) {
  const file = join(w.folder, `mapping-${randomBytes(4).toString('hex')}.json`);
  writeFileSync(file, JSON.stringify(mapping));
  return file;
}

async function pieceOf(w, answer) {
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  const entry = await settled(w, answer.body.delivery);
  assert.equal(entry.state, 'placed', entry.reason);
  const piece = await w.api('quality', 'GET', `/cases/${entry.key}`);
  assert.equal(piece.status, 200);
  return piece.body;
}

const filesOf = (piece) => piece.attachments.map(({ file_name: name, sha256: hash }) => [name, hash]);

test('a form with files', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'forms', '--scheme', 'bearer', '--mapping',
    mappingFile(w, { title: '{/fields/title}', clauses: '{/fields/clause}', person: 'teacher@example.org' }));
  const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), randomBytes(200_000)]);
  const form = new FormData();
  form.set('title', 'Fire drill');
  form.append('clause', '7.1.4');
  form.append('clause', '8.5.1');
  form.append('picture', new Blob([picture], { type: 'image/png' }), '../../etc/drill.png');
  form.append('list', new Blob(['class,left\n3B,2 minutes\n']), 'drill.csv');
  const piece = await pieceOf(w, await deliver(w, source.path, form, { authorization: `Bearer ${source.secret}` }));
  assert.equal(piece.title, 'Fire drill');
  assert.deepEqual(filesOf(piece), [['drill.png', sha256(picture)], ['drill.csv', sha256('class,left\n3B,2 minutes\n')]]);
  assert.deepEqual(piece.links.filter(({ kind }) => kind === 'clause').map(({ target }) => target), ['7.1.4', '8.5.1']);
});

test('a file alone, with its name in the header', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'scanner', '--scheme', 'bearer', '--mapping',
    mappingFile(w, { title: 'Scan {/files/0/name}', effective_on: '{/headers/x-scanned-on}', clauses: '7.5.3' }));
  const bytes = Buffer.concat([Buffer.from('%PDF-1.4\n'), randomBytes(300_000), Buffer.from('\n%%EOF\n')]);
  const piece = await pieceOf(w, await deliver(w, source.path, bytes, {
    authorization: `Bearer ${source.secret}`, 'content-type': 'application/pdf', 'x-scanned-on': '2026-11-19',
    'content-disposition': 'attachment; filename="C:\\scans\\register.pdf"',
  }));
  assert.equal(piece.title, 'Scan register.pdf');
  assert.equal(piece.fields.effective_on, '2026-11-19');
  assert.deepEqual(filesOf(piece), [['register.pdf', sha256(bytes)]]);
});

test('files inside JSON, short and long, and a link', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'platform', '--mapping', mappingFile(w, {
    title: '{/body/title}', clauses: '7.2', address: '{/body/link}', files: '/body/files', file_name: '/name', file_content: '/data',
  }));
  const long = randomBytes(400_001);
  const piece = await pieceOf(w, await sendJson(w, source, {
    title: 'Certificates', link: 'https://lms.example.org/5',
    files: [
      { name: 'note.txt', data: Buffer.from('passed\n').toString('base64') },
      { name: 'a/b/scores.bin', data: long.toString('base64') },
      { name: 'same.txt', data: `data:text/plain;base64,${Buffer.from('by address\n').toString('base64')}` },
    ],
  }));
  assert.deepEqual(filesOf(piece),
    [['note.txt', sha256('passed\n')], ['scores.bin', sha256(long)], ['same.txt', sha256('by address\n')]]);
  assert.equal(piece.fields.address, 'https://lms.example.org/5');

  const wrong = await sendJson(w, source, { title: 'Broken', link: 'https://lms.example.org/6', files: [{ name: 'x.txt', data: 'not base64!' }] });
  const entry = await settled(w, wrong.body.delivery);
  assert.equal(entry.state, 'waiting');
  assert.match(entry.reason, /“x\.txt” is not base64/);
});

test('CloudEvents, structured and binary, make the same of the same event', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'events', '--mapping',
    mappingFile(w, { title: '{/event/type}: {/body/course}', effective_on: '{/event/time}', clauses: '7.2' }));
  const attributes = { specversion: '1.0', id: 'A234', source: '/lms', type: 'org.example.course.completed', time: '2026-11-20T10:00:00Z' };
  const data = { course: 'First aid' };
  const structured = JSON.stringify({ ...attributes, datacontenttype: 'application/json', data });
  const one = await pieceOf(w, await deliver(w, source.path, structured,
    { 'content-type': 'application/cloudevents+json; charset=utf-8', ...standardFields(source.secret, structured) }));
  const binary = JSON.stringify(data);
  const two = await pieceOf(w, await deliver(w, source.path, binary, {
    'content-type': 'application/json', ...standardFields(source.secret, binary),
    ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value])),
  }));
  for (const piece of [one, two]) {
    assert.equal(piece.title, 'org.example.course.completed: First aid');
    assert.equal(piece.fields.effective_on, '2026-11-20');
  }
});

test('what senders ask first is answered', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'events');
  const head = await fetch(w.address + source.path, { method: 'HEAD' });
  assert.equal(head.status, 200);
  const asked = await fetch(w.address + source.path, { method: 'OPTIONS', headers: { 'webhook-request-origin': 'events.example.com' } });
  assert.equal(asked.status, 200);
  assert.equal(asked.headers.get('webhook-allowed-origin'), 'events.example.com');
  for (const method of ['HEAD', 'OPTIONS', 'POST']) {
    const nothing = await fetch(`${w.address}/hooks/evidence/nothing`, { method });
    assert.equal(nothing.status, 404, method);
  }
  assert.equal((await fetch(w.address + source.path)).status, 405);
});

const kinds = ['moodle', 'canvas', 'typeform', 'survey_monkey', 'google_forms', 'microsoft_forms', 'joiner_leaver', 'github', 'gitlab', 'generic'];

test('the example on the page of every kind works when it is typed into a terminal, and so does the sample', async (t) => {
  const w = await world(t);
  const manager = await new Browser(w.address).signIn('quality@example.org');
  const secretFile = join(w.folder, 'given');
  writeFileSync(secretFile, 'client-identifier&client-secret\n');
  for (const kind of kinds) {
    const name = kind.replaceAll('_', '-');
    const given = kind === 'survey_monkey' ? ['--secret-file', secretFile] : [];
    const source = addSource(w, name, '--kind', kind, ...given);
    const secret = source.secret ?? 'client-identifier&client-secret';
    const page = (await manager.get(`/sources/${name}`)).text;
    const command = page.match(/aria-label="Command">([^]*?)<\/pre>/)[1]
      .replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&apos;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    assert.match(command, /^SECRET='…'$/m, kind);
    const done = spawnSync('sh', ['-c', command.replace('…', secret)], { encoding: 'utf8' });
    assert.equal(done.status, 0, `${kind}: ${done.stdout}${done.stderr}\n${command}`);
    const answer = JSON.parse(done.stdout);
    assert.equal(answer.state, 'accepted', kind);
    const entry = await settled(w, answer.delivery);
    assert.equal(entry.state, 'placed', `${kind}: ${entry.reason}`);
    assert.match(mustRun('source', 'test', name, '--data', w.data), /It would become the evidence “/, kind);
    assert.ok(!page.includes(secret), `${kind}: the secret is on the page`);
  }
  const log = readLog(w);
  assert.equal(log.filter(({ state }) => state === 'sample').length, kinds.length);
});

test('the token that Moodle writes into the body is shown nowhere', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'moodle', '--kind', 'moodle');
  const event = { eventname: '\\core\\event\\course_completed', courseid: 5, relateduserid: 14, timecreated: 1764061200, host: 'moodle.example.org', token: source.secret };
  // The content type may lie.
  const answer = await deliver(w, source.path, JSON.stringify(event), { 'content-type': 'application/x-www-form-urlencoded' });
  const piece = await pieceOf(w, answer);
  const manager = await new Browser(w.address).signIn('quality@example.org');
  const page = (await manager.get(`/deliveries/${answer.body.delivery}`)).text;
  assert.match(page, /course_completed/);
  assert.ok(!page.includes(source.secret));
  const file = await fetch(`${w.address}/cases/${piece.key}/files/${piece.attachments[0].sha256}`, { headers: { cookie: manager.cookie } });
  const content = await file.text();
  assert.match(content, /course_completed/);
  assert.ok(!content.includes(source.secret));
  assert.ok(!w.log.includes(source.secret));
});
