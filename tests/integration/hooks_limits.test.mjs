// What a source may keep, what a refusal waits for, and when an equal body is something new, at the real server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Browser, mustRun, run, world, worldWithClock } from './support.mjs';
import { addSource, deliver, readLog, refused, sendJson, settled } from './hooks_support.mjs';

const json = { 'content-type': 'application/json' };
const drill = { title: 'Fire drill', date: '2026-11-20', clauses: ['7.1.4'], documents: [], person: null };

const holdLock = `
import sqlite3, sys, time
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
base.execute("ROLLBACK")
`;

// Another writer that holds the lock for some seconds.
async function otherWriter(w, seconds) {
  const writer = spawn('python3', ['-c', holdLock, join(w.data, 'provost.db'), String(seconds)]);
  const over = new Promise((done) => writer.on('exit', done));
  await new Promise((done, fail) => { writer.stdout.once('data', done); writer.once('exit', () => fail(new Error('no lock'))); });
  return { over };
}

test('a refusal waits for no other writer, and its reason shows before it is written', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'drills');
  const manager = await new Browser(w.address).signIn('quality@example.org');
  await manager.get('/deliveries');
  const held = 2;
  const writer = await otherWriter(w, held);
  const begin = performance.now();
  const answer = await deliver(w, source.path, '{}', json);
  const took = performance.now() - begin;
  assert.equal(answer.status, 401);
  const page = await manager.get('/deliveries');
  const seen = performance.now() - begin;
  assert.match(page.text, /webhook-id/, 'the reason');
  assert.equal(readLog(w).length, 0, 'not written yet');
  await writer.over;
  t.diagnostic(`answered after ${took.toFixed(0)} ms, shown after ${seen.toFixed(0)} ms, while another writer held the lock for ${held} s`);
  assert.ok(took < 1000 && seen < 1900, `answered after ${took} ms, shown after ${seen} ms`);
  assert.match((await refused(w, 'signature')).reason, /webhook-id/);
  // At an orderly end nothing counted is lost.
  for (let times = 0; times < 5; ++times) await deliver(w, source.path, '{}', json);
  await w.stop();
  assert.equal(readLog(w).find(({ kind }) => kind === 'signature').times, 6);
});

test('a source that has reached what it may keep is told to send later, and its owner is told once', async (t) => {
  const w = await world(t);
  const mapping = join(w.folder, 'mapping.json');
  writeFileSync(mapping, JSON.stringify({ title: '{/body/name}', clauses: '7.1.4' }));
  const source = addSource(w, 'drills', '--mapping', mapping, '--waiting-limit', '3');
  const send = (id, value = { nothing: id }) => sendJson(w, source, value, { id });
  for (const id of ['a', 'b', 'c']) await settled(w, (await send(id)).body.delivery);
  const full = async () => {
    // What is kept is counted anew after two seconds.
    for (const end = Date.now() + 15_000; ;) {
      const id = randomBytes(4).toString('hex');
      const answer = await send(id);
      if (answer.status === 429) return answer;
      assert.equal(answer.status, 202);
      if (Date.now() > end) throw new Error('it is never full');
      await new Promise((done) => setTimeout(done, 300));
    }
  };
  const answer = await full();
  assert.equal(answer.headers.get('retry-after'), '600');
  assert.doesNotMatch(JSON.stringify(answer.body), /wait for a person/, 'the reason is for the log');
  assert.match((await refused(w, 'full')).reason, /deliveries wait for a person, and no more than 3 may/);
  // What came before is answered as then.
  assert.equal((await send('a')).status, 202);
  await full();
  const owner = () => w.api('second.author', 'GET', '/notices');
  const told = async () => {
    for (const end = Date.now() + 10_000; ;) {
      const items = (await owner()).body.items.filter(({ text }) => /refused for now/.test(text));
      if (items.length > 0) return items;
      if (Date.now() > end) throw new Error('the owner is not told');
      await new Promise((done) => setTimeout(done, 200));
    }
  };
  assert.equal((await told()).length, 1);
  await full();
  await new Promise((done) => setTimeout(done, 2_500));
  assert.equal((await told()).length, 1, 'told once');
  // Nothing that was acknowledged is gone; with another limit there is room again.
  const manager = await new Browser(w.address).signIn('quality@example.org');
  assert.match((await manager.get('/sources/drills')).text, /New deliveries are refused for now/);
  const waiting = readLog(w, 'drills', '--state', 'waiting').length;
  assert.ok(waiting >= 3);
  const version = (await manager.get('/sources/drills')).text.match(/name="row_version" value="(\d+)"/)[1];
  const changed = await manager.post('/sources/drills', { csrf: manager.csrf, row_version: version, enabled: '1', title: 'Drills', owner: 'second.author@example.org', size_limit: '50', rate_limit: '600', waiting_limit: '50', kept_limit: '60' });
  assert.equal(changed.status, 303, changed.text);
  assert.equal((await send('d')).status, 202);
  // The same by the interface and the command line.
  const kept = await w.api('quality', 'GET', '/sources/drills');
  assert.deepEqual([kept.body.waiting_limit, kept.body.kept_limit], [50, 60 * 1024 * 1024]);
  assert.equal((await w.api('quality', 'PATCH', '/sources/drills', { waiting_limit: 0 })).status, 422);
  assert.equal((await w.api('quality', 'PATCH', '/sources/drills', { waiting_limit: 1 })).body.waiting_limit, 1);
  assert.equal((await send('e')).status, 429);
  assert.match(mustRun('source', 'limit', 'drills', '--waiting-limit', '100', '--kept-limit', '50', '--data', w.data), /100 deliveries/);
  assert.match(mustRun('source', 'limit', 'drills', '--waiting-limit', '90', '--data', w.data), /90 deliveries .* 50 MB/, 'what is left out stays');
  assert.match(run('source', 'limit', 'drills', '--data', w.data).error, /--waiting-limit, --kept-limit/);
  assert.equal((await send('f')).status, 202);
  assert.notEqual(run('source', 'limit', 'drills', '--kept-limit', '1', '--data', w.data).code, 0, 'less than one delivery');
});

test('what is kept counts by its bytes, too', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'large', '--scheme', 'bearer', '--size-limit', '1', '--kept-limit', '1');
  const send = () => deliver(w, source.path, randomBytes(600 * 1024), { 'content-type': 'application/octet-stream', 'x-file-name': 'recording.bin', authorization: `Bearer ${source.secret}` });
  assert.equal((await send()).status, 202);
  assert.equal((await send()).status, 429);
  assert.match((await refused(w, 'full')).reason, /more than the 1 MB/);
  assert.equal(readdirSync(join(w.data, 'deliveries')).length, 1);
});

test('an equal body is something new after a while, where only the body tells deliveries apart', async (t) => {
  let now = Date.parse('2026-11-25T02:00:00Z');
  const { w, setClock } = await worldWithClock(t, now);
  const pass = (minutes) => setClock(now += minutes * 60_000);
  const script = addSource(w, 'script', '--scheme', 'hmac');
  const body = JSON.stringify(drill);
  const ping = (headers = {}) => deliver(w, script.path, body, { ...json, 'x-signature': createHmac('sha256', script.secret).update(body).digest('hex'), ...headers });
  const first = await ping();
  assert.equal(first.status, 202, JSON.stringify(first.body));
  pass(59);
  assert.equal((await ping()).body.delivery, first.body.delivery);
  pass(2);
  const second = await ping();
  assert.notEqual(second.body.delivery, first.body.delivery, 'the next night');
  // A name that the sender gives is known for 30 days.
  const named = await ping({ 'idempotency-key': 'night-1' });
  assert.equal(named.body.delivery, second.body.delivery, 'only the body is signed');
  pass(61);
  const own = await ping({ 'idempotency-key': 'night-2' });
  assert.notEqual(own.body.delivery, second.body.delivery);
  pass(29 * 24 * 60);
  assert.equal((await ping({ 'idempotency-key': 'night-2' })).body.delivery, own.body.delivery);
  // GitHub's events have names of their own in the body.
  const github = addSource(w, 'code', '--kind', 'github');
  const event = JSON.stringify({ action: 'published', release: { tag_name: 'v1', published_at: '2026-11-20T10:00:00Z', html_url: 'https://github.com/x' }, repository: { full_name: 'a/b' } });
  const send = (id) => deliver(w, github.path, event, { ...json, 'x-github-event': 'release', 'x-github-delivery': id, 'x-hub-signature-256': `sha256=${createHmac('sha256', github.secret).update(event).digest('hex')}` });
  const one = await send('aaa');
  pass(24 * 60);
  assert.equal((await send('bbb')).body.delivery, one.body.delivery);
  const manager = await new Browser(w.address).signIn('quality@example.org');
  assert.match((await manager.get('/sources/script')).text, /So is the same content within an hour/);
  assert.match((await manager.get('/sources/code')).text, /names each event in it/);
});

test('an event of Moodle that could hide its token is refused, and the token lies nowhere', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'moodle', '--kind', 'moodle');
  const event = { eventname: '\\core\\event\\course_completed', courseid: 5, relateduserid: 14, timecreated: 1764061200, host: 'moodle.example.org', token: source.secret };
  const send = (value) => deliver(w, source.path, typeof value === 'string' ? value : JSON.stringify(value), json);
  const large = await send({ ...event, other: 'x'.repeat(70_000) });
  assert.equal(large.status, 413);
  assert.match((await refused(w, 'size')).reason, /65536/);
  // In pieces, so that nothing is announced.
  const pieces = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(`{"token":"${source.secret}","other":"`));
      for (let at = 0; at < 5; ++at) controller.enqueue(Buffer.alloc(32_768, 'x'));
      controller.enqueue(Buffer.from('"}'));
      controller.close();
    },
  });
  assert.equal((await deliver(w, source.path, pieces, json)).status, 413);
  assert.equal((await send({ ...event, other: { copy: source.secret } })).status, 400);
  const deep = JSON.stringify(event).replace(/}$/, `,"deep":${'['.repeat(40)}${']'.repeat(40)}}`);
  assert.equal((await send(deep)).status, 401, 'deeper than is read, so no token is seen');
  const fine = await send(event);
  assert.equal(fine.status, 202, JSON.stringify(fine.body));
  await settled(w, fine.body.delivery);
  await w.stop();
  const files = (folder) => readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? files(join(folder, name)) : [join(folder, name)]));
  const holding = files(w.data).filter((file) => readFileSync(file).includes(source.secret));
  // The database itself has it as the source's secret, and once only.
  for (const file of holding) {
    const content = readFileSync(file);
    assert.equal(content.indexOf(source.secret), content.lastIndexOf(source.secret), file);
  }
  assert.ok(holding.length <= 1, holding.join(' '));
});

test('a mapping that is tried out says when nobody could check the piece, to programs too', async (t) => {
  const w = await world(t);
  const problemsOf = async (owner) => {
    mustRun('source', 'add', `of-${owner}`, '--owner', `${owner}@example.org`, '--data', w.data);
    const { mapping } = (await w.api('quality', 'GET', `/sources/of-${owner}`)).body;
    const answer = await w.api('quality', 'POST', `/sources/of-${owner}/mapping-checks`, { mapping, sample: { title: 'Drill' } });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return JSON.stringify(answer.body);
  };
  assert.match(await problemsOf('quality'), /Nobody could check it/);
  assert.doesNotMatch(await problemsOf('teacher'), /Nobody could check it/);
});
