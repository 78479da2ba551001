// Live events as programs and pages listen to them: nothing missed, nothing twice, nothing that somebody may not know of,
// whatever is killed; and many who listen cost the others nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import test from 'node:test';
import { Browser, mustRun, run, temporaryFolder, World } from './support.mjs';

async function makeWorld(t) {
  const w = new World(temporaryFolder(t));
  t.after(() => w.stop('SIGKILL'));
  await w.start();
  return w;
}

// Reads a stream as the standard says (HTML Living Standard 9.2.6), without a library's reconnecting.
class Listener {
  events = [];
  lastId = '';
  async open(w, who, { headers = {}, path = '/api/v1/events', lastId } = {}) {
    this.leaving = new AbortController();
    const answer = await fetch(w.address + path, {
      headers: { ...(who ? { Authorization: `Bearer ${w.tokens[who]}` } : {}), ...(lastId ? { 'Last-Event-ID': lastId } : {}), ...headers }, signal: this.leaving.signal, redirect: 'manual',
    });
    this.status = answer.status;
    this.headers = answer.headers;
    if (answer.status !== 200) { await answer.text(); return this; }
    if (lastId) this.lastId = lastId;
    this.ended = this.#read(answer.body);
    return this;
  }
  async #read(body) {
    let text = '';
    try {
      for await (const piece of body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        let end;
        while ((end = text.indexOf('\n\n')) !== -1) {
          this.#take(text.slice(0, end));
          text = text.slice(end + 2);
        }
      }
      return 'clean';
    } catch (error) {
      return error.name === 'AbortError' ? 'left' : 'broken';
    }
  }
  #take(block) {
    const event = { type: 'message' };
    for (const line of block.split('\n')) {
      const [, name, value] = line.match(/^([^:]*): ?(.*)$/);
      if (name === 'id') this.lastId = value;
      if (name === 'event') event.type = value;
      if (name === 'data') event.data = value;
    }
    if (event.data !== undefined) this.events.push({ ...event, id: this.lastId });
  }
  get changes() { return this.events.filter(({ type }) => type === 'change').map(({ data }) => JSON.parse(data)); }
  leave() { this.leaving.abort(); }
  async until(holds, patience = 10_000) {
    const end = Date.now() + patience;
    while (!holds(this)) {
      if (Date.now() > end) throw new Error(`not told in time: ${JSON.stringify(this.events.slice(-5))}`);
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}
const listen = (w, who, options) => new Listener().open(w, who, options);

const openCase = async (w, title, who = 'quality') => {
  const made = await w.api(who, 'POST', '/cases', { workflow: 'feedback_action', title, fields: { feedback: 'It did not happen.' } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.key;
};

test('whoever listens is told of what they may know, in order, and no more', async (t) => {
  const w = await makeWorld(t);
  assert.equal((await fetch(`${w.address}/api/v1/events`)).status, 401);
  assert.equal((await listen(w, 'teacher', { lastId: 'first' })).status, 422);
  const quality = await listen(w, 'quality');
  assert.equal(quality.headers.get('content-type'), 'text/event-stream');
  assert.equal(quality.headers.get('cache-control'), 'no-store');
  const teacher = await listen(w, 'teacher');
  const author = await listen(w, 'author');
  const complaint = await w.api('author', 'POST', '/cases', { workflow: 'complaint', title: 'About somebody', fields: { kind: 'complaint', complaint: 'It was loud' } });
  const number = await w.newPolicy();
  const key = await openCase(w, 'Broken chair');
  await w.release(number);
  await w.api('admin', 'GET', '/audit-trail');
  for (const one of [quality, teacher, author]) await one.until(({ changes }) => changes.some(({ action }) => action === 'document.approved'));
  assert.ok(author.changes.some(({ subject }) => subject === complaint.body.key));
  assert.ok(!teacher.changes.some(({ subject }) => subject === complaint.body.key), 'not of what is confidential');
  assert.deepEqual(teacher.changes.filter(({ subject }) => subject === number).map(({ action }) => action), ['document.approved'], 'not of the draft');
  assert.ok(author.changes.filter(({ subject }) => subject === number).length > 3);
  assert.ok(teacher.changes.some(({ subject, kind }) => subject === key && kind === 'case'));
  for (const one of [quality, teacher, author]) {
    const ids = one.changes.map(({ sequence }) => sequence);
    assert.deepEqual(ids, [...new Set(ids)].sort((a, b) => a - b));
    assert.deepEqual(one.events.filter(({ type }) => type === 'change').map(({ id }) => Number(id)), ids);
    assert.ok(!JSON.stringify(one.events).includes('@example.org') || one === quality, 'nor who it was');
    one.leave();
  }
});

test('nothing is missed and nothing comes twice when the program is killed and those who listen come again', async (t) => {
  const w = await makeWorld(t);
  const keys = [];
  const seen = [];
  let lastId;
  for (let round = 0; round < 6; ++round) {
    const listener = await listen(w, 'quality', { lastId });
    const writing = (async () => {
      for (let at = 0; at < 12; ++at) {
        try {
          keys.push(await openCase(w, `Case ${round}.${at}`));
        } catch { return; }
      }
    })();
    if (round < 5) {
      await listener.until(({ changes }) => changes.length >= 5 + round);
      await w.stop('SIGKILL');
      await writing;
      await listener.ended;
      await w.start();
    } else {
      await writing;
      await listener.until(({ changes }) => changes.some(({ subject }) => subject === keys.at(-1)));
      listener.leave();
    }
    seen.push(...listener.changes);
    lastId = listener.lastId;
    if (round === 3) { // Somebody who stayed away for a while.
      for (let at = 0; at < 30; ++at) keys.push(await openCase(w, `Unseen ${at}`));
    }
  }
  const trail = [];
  for (let before = ''; ;) {
    const page = (await w.api('quality', 'GET', `/audit-trail?action=case.opened&limit=200${before}`)).body;
    trail.push(...(page.events ?? page.items).map(({ sequence }) => sequence));
    if (!page.next) break;
    before = `&before=${page.next}`;
  }
  const told = seen.filter(({ action }) => action === 'case.opened').map(({ sequence }) => sequence);
  assert.deepEqual(told, trail.sort((a, b) => a - b), 'each opening once, in order');
  for (const key of keys) assert.ok(seen.some(({ subject }) => subject === key), key);
});

test('a stream ends when the token is revoked, the session ends, the person leaves, or the server stops', async (t) => {
  const w = await makeWorld(t);
  const token = mustRun('token', 'create', 'teacher@example.org', '--data', w.data).trim();
  const browser = await new Browser(w.address).signIn('teacher@example.org');
  const withToken = await listen(w, null, { headers: { Authorization: `Bearer ${token}` } });
  const page = await listen(w, null, { path: '/events', headers: { cookie: browser.cookie } });
  const author = await listen(w, 'author');
  const quality = await listen(w, 'quality');
  assert.deepEqual([withToken.status, page.status, author.status, quality.status], [200, 200, 200, 200]);
  await page.until(({ events }) => events.some(({ type, data }) => type === 'tasks' && data === '0'));
  const began = Date.now();
  const own = await browser.get('/account');
  const id = [...own.text.matchAll(/\/account\/tokens\/(\d+)\/revoke/g)].at(-1)[1];
  assert.equal((await browser.post(`/account/tokens/${id}/revoke`, { csrf: browser.csrf })).status, 303);
  assert.equal(await withToken.ended, 'clean');
  assert.equal((await browser.post('/sign-out', { csrf: browser.csrf })).status, 303);
  assert.equal(await page.ended, 'clean');
  const admin = await new Browser(w.address).signIn('admin@example.org');
  assert.equal((await admin.post('/people/author@example.org/disable', { csrf: admin.csrf })).status, 303);
  assert.equal(await author.ended, 'clean');
  assert.ok(Date.now() - began < 8000, `${Date.now() - began} ms`);
  for (const path of ['/events', '/api/v1/events']) assert.notEqual((await listen(w, null, { path, headers: { cookie: browser.cookie, Authorization: `Bearer ${token}` } })).status, 200, path);
  const stopped = w.stop('SIGTERM');
  assert.equal(await quality.ended, 'clean');
  assert.deepEqual(await stopped, { code: 0, signal: null });
});

test('one person has a few streams, and those left behind make room', async (t) => {
  const w = await makeWorld(t);
  const open = [];
  for (let at = 0; at < 8; ++at) open.push(await listen(w, 'teacher'));
  const refused = await listen(w, 'teacher');
  assert.equal(refused.status, 429);
  assert.ok(refused.headers.get('retry-after'));
  assert.equal((await listen(w, 'author')).status, 200, 'others are not concerned');
  open[0].leave();
  let again;
  for (let tries = 0; tries < 100 && again?.status !== 200; ++tries) {
    await new Promise((done) => setTimeout(done, 50));
    again = await listen(w, 'teacher');
  }
  assert.equal(again.status, 200, 'a client that left is noticed at once, not at the next heartbeat');
});

test('200 who listen leave other requests fast and memory flat; one who reads nothing is let go', async (t) => {
  const w = await makeWorld(t);
  const people = Array.from({ length: 30 }, (_, at) => `listener${at}@example.org`);
  const tokens = people.map((email) => {
    mustRun('user', 'add', email, '--name', email, '--role', 'staff', '--password-file', w.passwordFile, '--data', w.data);
    return mustRun('token', 'create', email, '--data', w.data).trim();
  });
  const memory = () => Number(readFileSync(`/proc/${w.server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  const times = async (rounds) => {
    const all = [];
    for (let at = 0; at < rounds; ++at) {
      const began = performance.now();
      assert.equal((await w.api('quality', 'GET', '/tasks')).status, 200);
      all.push(performance.now() - began);
    }
    return all.sort((a, b) => a - b);
  };
  for (let at = 0; at < 20; ++at) await openCase(w, `Before ${at}`);
  await times(100);
  const alone = await times(200);
  const before = memory();
  const open = await Promise.all(Array.from({ length: 200 }, (_, at) => listen(w, null, { headers: { Authorization: `Bearer ${tokens[at % 30]}` } })));
  assert.ok(open.every(({ status }) => status === 200));
  const lazy = connect({ port: Number(new URL(w.address).port), host: '127.0.0.1' });
  lazy.on('error', () => {});
  lazy.write(`GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${w.tokens.author}\r\n\r\n`);
  lazy.pause();
  const opened = memory();
  const among = await times(200);
  const last = [];
  for (let at = 0; at < 100; ++at) last.push(await openCase(w, `During ${at}`));
  for (const one of open) await one.until(({ changes }) => changes.some(({ subject }) => subject === last.at(-1)), 30_000);
  const told = memory();
  for (let at = 0; at < 100; ++at) await openCase(w, `After ${at}`);
  const after = memory();
  const middle = (all) => all[Math.floor(all.length / 2)].toFixed(1);
  t.diagnostic(`GET /tasks: median ${middle(alone)} ms alone, ${middle(among)} ms among 200 streams (p99 ${alone[197].toFixed(1)} and ${among[197].toFixed(1)} ms)`);
  t.diagnostic(`memory: ${before.toFixed(0)} MB before, ${opened.toFixed(0)} MB with 200 streams, ${told.toFixed(0)} MB after 100 events to each, ${after.toFixed(0)} MB after 100 more`);
  for (const one of open) assert.equal(new Set(one.changes.map(({ sequence }) => sequence)).size, one.changes.length);
  assert.ok(among[100] < 20 * alone[100] + 20, `${middle(alone)} and ${middle(among)} ms`);
  assert.ok(opened - before < 40, `${opened - before} MB for 200 streams`);
  assert.ok(after - opened < 60, `${after - opened} MB for events`);
  for (const one of open) one.leave();
  lazy.destroy();
  assert.equal(run('verify', '--data', w.data).code, 0);
});
