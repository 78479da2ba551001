// Idempotency-Key, ETag, cursors and fields: what lets a program ask again without harm.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { mustRun, temporaryFolder, World, world } from './support.mjs';

const policy = { type: 'policy', title: 'Attendance', markdown: '# Attendance\n' };
const count = async (w) => (await w.api('quality', 'GET', '/documents?state=any')).body.total;

test('the same request with the same key has its effect once', async (t) => {
  const w = await world(t);
  const key = `"${randomUUID()}"`;
  const send = (body = policy, who = 'author') => w.api(who, 'POST', '/documents', body, { 'Idempotency-Key': key });
  const first = await send();
  assert.equal(first.status, 201);
  assert.equal(first.headers.get('idempotent-replayed'), null);
  const again = await send();
  assert.equal(again.status, 201);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.deepEqual(again.body, first.body);
  for (const field of ['location', 'etag', 'content-type']) assert.equal(again.headers.get(field), first.headers.get(field));
  assert.equal(await count(w), 1);
  // The key without quotes is the same key; another body is another request; another person has keys of their own.
  assert.equal((await w.api('author', 'POST', '/documents', policy, { 'Idempotency-Key': key.slice(1, -1) })).headers.get('idempotent-replayed'), 'true');
  assert.equal((await send({ ...policy, title: 'Other' })).status, 422);
  assert.equal((await send(policy, 'second.author')).status, 201);
  assert.equal(await count(w), 2);
  assert.equal((await w.api('author', 'POST', '/documents', policy, { 'Idempotency-Key': 'two words' })).status, 422);
  assert.equal((await w.api('author', 'POST', '/documents', policy, { 'Idempotency-Key': 'x'.repeat(201) })).status, 422);
  // A refusal is repeated as well: it was the answer to that request.
  const refused = { ...policy, approvers: ['nobody@example.org'] };
  const refusals = [];
  for (let i = 0; i < 2; ++i) refusals.push(await w.api('author', 'POST', '/documents', refused, { 'Idempotency-Key': 'refused' }));
  assert.deepEqual(refusals.map((each) => [each.status, each.headers.get('idempotent-replayed')]), [[422, null], [422, 'true']]);
  await w.stop();
  await w.start();
  assert.equal((await send()).headers.get('idempotent-replayed'), 'true', 'also after a restart');
  assert.match(mustRun('verify', '--data', w.data), /Everything fits/);
});

test('of many at once one has the effect, the others are told to wait or get its answer', async (t) => {
  const w = await world(t);
  const answers = await Promise.all(Array.from({ length: 20 }, () => w.api('author', 'POST', '/documents', policy, { 'Idempotency-Key': 'race' })));
  const fresh = answers.filter((each) => each.status === 201 && !each.headers.get('idempotent-replayed'));
  assert.equal(fresh.length, 1);
  for (const each of answers) {
    assert.ok(each.status === 201 || each.status === 409, `${each.status}`);
    if (each.status === 409) assert.equal(each.headers.get('retry-after'), '1');
  }
  assert.equal(await count(w), 1);
});

test('a file with a key is taken once', async (t) => {
  const w = await world(t);
  const send = (bytes) => fetch(`${w.address}/api/v1/evidence?file_name=minutes.txt&title=Minutes`, {
    method: 'POST', headers: { Authorization: `Bearer ${w.tokens.teacher}`, 'Idempotency-Key': 'file' }, body: bytes,
  });
  const large = `minutes ${'x'.repeat(3_000_000)}`;
  const first = await (await send(large)).json();
  const again = await send(large);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  assert.deepEqual(await again.json(), first);
  assert.equal((await send(large + 'y')).status, 422);
});

// Killed at any moment, a program that sends until it is answered makes each thing exactly once.
test('killed servers do nothing twice', { timeout: 600_000 }, async (t) => {
  const rounds = Number(process.env.PROVOST_KILL_ROUNDS ?? 12);
  const w = new World(temporaryFolder(t));
  t.after(() => w.stop('SIGKILL'));
  let over = false;
  let made = 0;
  let lost = 0;
  const work = async (name) => {
    for (let i = 0; !over; ++i) {
      const key = randomUUID();
      while (true) {
        try {
          const answer = await w.api('author', 'POST', '/documents', { ...policy, title: `${name} ${i}` }, { 'Idempotency-Key': key });
          if (answer.status === 201) { ++made; break; }
          if (answer.status === 409 && /carried out already/.test(answer.body.detail)) { ++made; ++lost; break; }
        } catch { await new Promise((done) => setTimeout(done, 20)); }
      }
    }
  };
  await w.start();
  const workers = [work('a'), work('b'), work('c')];
  for (let round = 0; round < rounds; ++round) {
    await new Promise((done) => setTimeout(done, 50 + Math.random() * 300));
    await w.stop('SIGKILL');
    await w.start();
  }
  over = true;
  await Promise.all(workers);
  assert.equal(await count(w), made);
  t.diagnostic(`${made} documents, of which ${lost} lost their answer to a kill`);
  await w.stop();
  assert.match(mustRun('verify', '--data', w.data), /Everything fits/);
});

test('what the caller has already is not sent again', async (t) => {
  const w = await world(t);
  const number = await w.newPolicy();
  const read = (path, tag, who = 'author') => w.api(who, 'GET', path, undefined, tag ? { 'If-None-Match': tag } : {});
  for (const path of [`/documents/${number}`, '/documents?state=any', '/tasks']) {
    const first = await read(path);
    const tag = first.headers.get('etag');
    assert.match(tag, /^"[0-9a-f.]+"$/);
    const same = await read(path, `"other", ${tag}`);
    assert.equal(same.status, 304);
    assert.equal(same.body, '');
    assert.equal(same.headers.get('etag'), tag);
  }
  const tag = (await read(`/documents/${number}`)).headers.get('etag');
  await w.event('author', number, 'submit');
  assert.equal((await read(`/documents/${number}`, tag)).status, 200);
  // The tag of a reading serves for a change.
  const now = (await read(`/documents/${number}`)).headers.get('etag');
  assert.equal((await w.api('author', 'PATCH', `/documents/${number}`, { processes: ['Delivery'] }, { 'If-Match': now })).status, 200);
  assert.equal((await w.api('author', 'PATCH', `/documents/${number}`, { processes: ['Other'] }, { 'If-Match': now })).status, 412);
});

test('a list goes on with its cursor, and only with its own', async (t) => {
  const w = await world(t);
  for (let i = 0; i < 7; ++i) await w.newPolicy({ title: `Listed ${i}` });
  const seen = [];
  let path = '/documents?q=listed&limit=3&sort=-title';
  let next = null;
  do {
    const { body, headers } = await w.api('author', 'GET', path + (next ? `&cursor=${next}` : ''));
    seen.push(...body.items.map((each) => each.title));
    next = body.next;
    const link = headers.get('link');
    assert.equal(link === null, next === null);
    if (next) {
      const address = link.match(/^<\/api\/v1([^>]+)>; rel="next"$/)[1];
      assert.deepEqual((await w.api('author', 'GET', address)).body, (await w.api('author', 'GET', `${path}&cursor=${next}`)).body);
    }
  } while (next);
  assert.deepEqual(seen, [6, 5, 4, 3, 2, 1, 0].map((i) => `Listed ${i}`));
  const cursor = (await w.api('author', 'GET', path)).body.next;
  for (const [who, other] of [['author', `/documents?q=other&cursor=${cursor}`], ['author', `${path.replace('-title', 'title')}&cursor=${cursor}`], ['author', `/cases?cursor=${cursor}`],
    ['quality', `${path}&cursor=${cursor}`], ['author', '/documents?cursor=nothing'], ['author', `${path}&cursor=${cursor}0f`.replace(cursor, cursor.slice(0, -1) + '-1')]]) {
    const answer = await w.api(who, 'GET', other);
    assert.equal(answer.status, 422, other);
    assert.equal(answer.body.errors[0].field, 'cursor');
  }
  const trail = (await w.api('auditor', 'GET', '/audit-trail?limit=5')).body;
  const older = (await w.api('auditor', 'GET', `/audit-trail?limit=5&cursor=${trail.next}`)).body;
  assert.equal(older.items[0].sequence, trail.items.at(-1).sequence - 1);
});

test('what comes in between the parts of a list neither hides an item nor tells one twice', async (t) => {
  const w = await world(t);
  for (let i = 0; i < 6; ++i) await w.newPolicy({ title: `Kept ${i}` });
  const whole = async (who, path, name, between) => {
    const seen = [];
    let next = '';
    do {
      const { status, body } = await w.api(who, 'GET', `${path}&limit=2${next}`);
      assert.equal(status, 200, JSON.stringify(body));
      seen.push(...body.items.map((each) => each[name]));
      next = body.next && `&cursor=${body.next}`;
      await between(seen.length);
    } while (next && seen.length < 200);
    assert.equal(new Set(seen).size, seen.length, `${path}: something twice`);
    return seen;
  };
  const add = async (count) => {
    if (count > 6) return;
    await w.newPolicy({ title: `A kept one ${count}` });
    const person = { email: `a${count}@example.org`, name: `Aaron ${count}`, roles: ['staff'], password: 'a long enough password' };
    assert.equal((await w.api('admin', 'POST', '/people', person)).status, 201);
  };
  const titles = await whole('quality', '/documents?q=kept&state=any&sort=title', 'title', add);
  for (let i = 0; i < 6; ++i) assert.ok(titles.includes(`Kept ${i}`), titles.join());
  const before = (await w.api('admin', 'GET', '/people?limit=200')).body.items.map((each) => each.email);
  let more = 10;
  const people = await whole('admin', '/people?', 'email', (count) => add(count > 6 ? 9 : -(more += 1)));
  for (const email of before) assert.ok(people.includes(email), email);
  const trail = await whole('auditor', '/audit-trail?action=document.', 'sequence', async (count) => { if (count < 8) await w.newPolicy({ title: `Late ${count}` }); });
  assert.deepEqual(trail, trail.toSorted((a, b) => b - a));
});

test('fields are chosen, and what is not known is refused', async (t) => {
  const w = await world(t);
  const number = await w.newPolicy();
  const one = (await w.api('author', 'GET', `/documents/${number}?fields=number,state`)).body;
  assert.deepEqual(one, { number, state: 'draft' });
  const list = (await w.api('author', 'GET', '/documents?fields=title&state=any')).body;
  assert.deepEqual(list, { items: [{ title: 'Attendance' }], total: 1, next: null });
  const wrong = await w.api('author', 'GET', '/documents?fields=titel');
  assert.equal(wrong.status, 422);
  assert.equal(wrong.body.errors[0].field, 'fields');
  const misspelt = await w.api('author', 'GET', '/documents?stat=any');
  assert.equal(misspelt.status, 422);
  assert.equal(misspelt.body.errors[0].field, 'stat');
});
