// What software outside pushes in, at the real server: received once, durable before the answer, whatever happens.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Browser, mustRun, run, temporaryFolder, World, world } from './support.mjs';
import { addSource, deliver, readLog, sendJson, settled, standardFields } from './hooks_support.mjs';

const drill = { title: 'Fire drill of November', date: '2026-11-20', clauses: ['7.1.4'], documents: [], person: 'teacher@example.org' };

async function pieces(w) {
  const all = [];
  for (let cursor = ''; cursor !== null;) {
    const answer = await w.api('quality', 'GET', `/cases?workflow=evidence_request&limit=100${cursor && `&cursor=${cursor}`}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    all.push(...answer.body.items);
    cursor = answer.body.next;
  }
  return all;
}

test('a delivery becomes evidence that somebody else has to check', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'drills');
  const answer = await sendJson(w, source, drill);
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  assert.deepEqual(answer.body, { delivery: 1, state: 'accepted' });
  const entry = await settled(w, 1);
  assert.equal(entry.state, 'placed', entry.reason);
  const { body: piece } = await w.api('quality', 'GET', `/cases/${entry.key}`);
  assert.equal(piece.title, 'Fire drill of November');
  assert.equal(piece.state, 'received');
  assert.equal(piece.fields.provider, 'teacher@example.org');
  assert.equal(piece.owner, 'second.author@example.org');
  assert.equal(piece.fields.effective_on, '2026-11-20');
  const accept = (who) => w.api(who, 'POST', `/cases/${entry.key}/transitions`, { event: 'accept' });
  assert.notEqual((await accept('second.author')).status, 200);
  assert.notEqual((await accept('teacher')).status, 200);
  assert.equal((await accept('quality')).status, 200);
  const verify = run('verify', '--data', w.data);
  assert.equal(verify.code, 0, verify.out + verify.error);
});

test('what comes again is answered as before, and has no second effect', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'drills');
  const first = await sendJson(w, source, drill, { id: 'msg_one' });
  const again = await sendJson(w, source, drill, { id: 'msg_one' });
  assert.deepEqual([again.status, again.body], [first.status, first.body]);
  assert.equal(again.headers.get('idempotency-replayed'), 'true');
  const other = await sendJson(w, source, { ...drill, title: 'Another' }, { id: 'msg_one' });
  assert.equal(other.status, 422);
  // All at once.
  const crowd = await Promise.all(Array.from({ length: 20 }, () => sendJson(w, source, { ...drill, title: 'A crowd' }, { id: 'msg_crowd' })));
  assert.equal(new Set(crowd.map(({ body }) => body.delivery)).size, 1);
  assert.deepEqual(new Set(crowd.map(({ status }) => status)), new Set([202]));
  // The identifier of GitHub is not signed: whoever saw a delivery could change it.
  const github = addSource(w, 'code', '--kind', 'github');
  const body = JSON.stringify({ action: 'published', release: { tag_name: 'v1', published_at: '2026-11-20T10:00:00Z', html_url: 'https://github.com/x' }, repository: { full_name: 'a/b' } });
  const send = (id) => deliver(w, github.path, body, {
    'content-type': 'application/json', 'x-github-event': 'release', 'x-github-delivery': id,
    'x-hub-signature-256': `sha256=${createHmac('sha256', github.secret).update(body).digest('hex')}`,
  });
  const [one, two] = [await send('aaa'), await send('bbb')];
  assert.deepEqual([two.status, two.body], [one.status, one.body]);
  for (const { id } of readLog(w).filter(({ what }) => what === 'delivery')) await settled(w, id);
  assert.equal((await pieces(w)).length, 3);
});

test('what was acknowledged is there after a kill, and becomes evidence exactly once', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'drills', '--rate-limit', '100000');
  const acknowledged = new Map();
  for (let round = 0; round < 4; ++round) {
    const senders = Array.from({ length: 4 }, async (_, sender) => {
      for (let at = 0; ; ++at) {
        const id = `msg_${round}_${sender}_${at}`;
        try {
          const answer = await sendJson(w, source, { ...drill, title: id }, { id });
          if (answer.status === 202) acknowledged.set(id, answer.body.delivery);
        } catch {
          return;
        }
      }
    });
    await new Promise((done) => setTimeout(done, 700 + 150 * round));
    await w.stop('SIGKILL');
    await Promise.all(senders);
    await w.start();
  }
  assert.ok(acknowledged.size > 20, `${acknowledged.size} acknowledged`);
  const end = Date.now() + 90_000;
  while (readLog(w, undefined, '--state', 'accepted').length > 0) {
    if (Date.now() > end) throw new Error('they are not placed in time');
    await new Promise((done) => setTimeout(done, 300));
  }
  // A sender that got no answer sends again.
  for (const [id, delivery] of [...acknowledged].slice(-3)) {
    const again = await sendJson(w, source, { ...drill, title: id }, { id });
    assert.equal(again.body.delivery, delivery);
  }
  await w.stop();
  const verify = run('verify', '--data', w.data);
  assert.equal(verify.code, 0, verify.out + verify.error);
  await w.start();
  const seen = new Map();
  for (const { title } of await pieces(w)) seen.set(title, (seen.get(title) ?? 0) + 1);
  for (const [title, times] of seen) assert.equal(times, 1, `${title} became evidence ${times} times`);
  for (const id of acknowledged.keys()) assert.ok(seen.has(id), `${id} is lost`);
});

test('what fits nowhere waits for a person, and is looked at again when the mapping is mended', async (t) => {
  const w = await world(t);
  const mapping = join(w.folder, 'mapping.json');
  writeFileSync(mapping, JSON.stringify({ title: '{/body/name}', clauses: '99.9' }));
  const source = addSource(w, 'drills', '--mapping', mapping);
  const one = (await sendJson(w, source, { name: 'First' })).body.delivery;
  const two = (await sendJson(w, source, { nom: 'Second' })).body.delivery;
  const three = (await sendJson(w, source, { name: 'Third' })).body.delivery;
  assert.match((await settled(w, one)).reason, /No standard of the library has the clause “99\.9”/);
  assert.match((await settled(w, two)).reason, /points at “\/body\/name”, which the delivery does not have/);
  assert.equal((await settled(w, three)).state, 'waiting');

  const manager = await new Browser(w.address).signIn('quality@example.org');
  assert.match((await manager.get('/sources')).text, /3 deliveries wait for a person/);
  const form = (more) => ({ csrf: manager.csrf, title: '{/body/name}', clauses: '7.1.4', file_name: '/name', file_content: '/content', ...more });
  const preview = await manager.post('/sources/drills/mapping/preview', form({ sample: JSON.stringify({ body: { name: 'A name' } }) }));
  assert.match(preview.text, /<dd>A name<\/dd>/);
  assert.doesNotMatch(preview.text, /It would wait/);
  assert.equal((await manager.post('/sources/drills/mapping', form())).status, 303);
  assert.doesNotMatch((await manager.get('/sources/drills')).text, /Nobody could check it/);
  assert.equal(run('source', 'add', 'alone', '--owner', 'quality@example.org', '--data', w.data).code, 0);
  assert.match((await manager.get('/sources/alone')).text, /Nobody could check it: there is no quality manager beside/);
  const alone = await manager.post('/sources/alone/mapping/preview', form({ sample: JSON.stringify({ body: { name: 'A name' } }) }));
  assert.match(alone.text, /It would wait.*Nobody could check it/s);
  assert.equal((await manager.post(`/deliveries/${one}/replay`, { csrf: manager.csrf })).status, 303);
  assert.equal((await settled(w, one)).state, 'placed');
  const again = await manager.post(`/deliveries/${one}/replay`, { csrf: manager.csrf });
  assert.equal(again.status, 409);
  assert.match(again.text, /It is evidence already: EV-1/);

  const placed = await manager.post(`/deliveries/${two}/place`, { csrf: manager.csrf, title: 'The second', clauses: '7.1.4', provider: 'teacher@example.org' });
  assert.equal(placed.status, 422, 'nobody is left who could check it');
  assert.match(placed.text, /no other quality manager/);
  assert.equal((await manager.post(`/deliveries/${two}/pass-over`, { csrf: manager.csrf, reason: 'Sent by mistake' })).status, 303);
  assert.equal((await settled(w, two)).state, 'passed_over');

  const teacher = await new Browser(w.address).signIn('teacher@example.org');
  for (const path of ['/sources', '/sources/new', '/sources/drills', '/sources/drills/mapping', '/deliveries', `/deliveries/${one}`]) {
    assert.equal((await teacher.get(path)).status, 403, path);
  }
  for (const path of ['/sources', '/sources/drills', '/sources/drills/secret', '/sources/drills/sample', '/sources/drills/remove', `/deliveries/${three}/place`, `/deliveries/${three}/pass-over`]) {
    assert.equal((await teacher.post(path, { csrf: teacher.csrf, reason: 'x', title: 'x' })).status, 403, path);
  }
  mustRun('user', 'add', 'second.quality@example.org', '--name', 'Quinn Quality', '--role', 'quality_manager', '--password-file', w.passwordFile, '--data', w.data);
  const byHand = await manager.post(`/deliveries/${three}/place`, { csrf: manager.csrf, title: 'The third', clauses: '7.1.4', provider: 'teacher@example.org' });
  assert.equal(byHand.status, 303, byHand.text);
  assert.match(byHand.location, /^\/cases\/EV-2/);
  assert.equal((await settled(w, three)).state, 'placed');
});

test('whoever may not hand evidence in is shown no form for it', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'drills');
  const id = (await sendJson(w, source, { nothing: 'known' })).body.delivery;
  assert.equal((await settled(w, id)).state, 'waiting');
  const page = async (who) => (await (await new Browser(w.address).signIn(who)).get(`/deliveries/${id}`)).text;
  const [administrator, manager] = [await page('admin@example.org'), await page('quality@example.org')];
  assert.match(manager, /Make it evidence/);
  assert.doesNotMatch(administrator, /Make it evidence|\/place"/);
  assert.match(administrator, /for those who may hand evidence in/);
  assert.match(administrator, /Do not count it/);
});

test('an answer of somebody who is not known here is from the owner, and their address is not kept', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'visits', '--kind', 'microsoft_forms');
  const send = (respondent) => deliver(w, source.path, JSON.stringify({ form: 'Visit', submitted_at: '2026-11-20T09:30:00Z', respondent, answers: { by: respondent, well: 'yes' } }), { 'content-type': 'application/json', authorization: `Bearer ${source.secret}` });
  const of = async (answer) => {
    const entry = await settled(w, answer.body.delivery);
    assert.equal(entry.state, 'placed', entry.reason);
    return (await w.api('quality', 'GET', `/cases/${entry.key}`)).body;
  };
  const manager = await new Browser(w.address).signIn('quality@example.org');
  const file = async (piece) => (await fetch(`${w.address}/cases/${piece.key}/files/${piece.attachments[0].sha256}`, { headers: { cookie: manager.cookie } })).text();
  const parent = await of(await send('parent@home.example'));
  assert.equal(parent.fields.provider, 'second.author@example.org');
  assert.doesNotMatch(JSON.stringify(parent), /home\.example/);
  const kept = await file(parent);
  assert.match(kept, /"well":"yes"/);
  assert.doesNotMatch(kept, /home\.example/);
  assert.equal((await of(await send('teacher@example.org'))).fields.provider, 'teacher@example.org');
  assert.match(mustRun('source', 'test', 'visits', '--data', w.data), /so it comes from whoever answers for the source; the address is not kept/);
  const form = (more) => ({ csrf: manager.csrf, title: '{/body/form}', clauses: '7.1.4', person: '{/body/respondent}', file_name: '/name', file_content: '/content', ...more });
  const preview = async (more) => (await manager.post('/sources/visits/mapping/preview', form({ sample: JSON.stringify({ body: { form: 'Visit', respondent: 'parent@home.example' } }), ...more }))).text;
  assert.match(await preview({ unknown_person: 'wait' }), /It would wait for a person/);
  assert.match(await preview({ unknown_person: 'owner' }), /the address is not kept/);
  assert.match(await preview({ unknown_person: 'owner', notes_unknown_person: '1' }), /kept in the note/);
  assert.equal((await manager.post('/sources/visits/mapping', form({ unknown_person: 'owner', notes_unknown_person: '1' }))).status, 303);
  const noted = await of(await send('visitor@home.example'));
  assert.match(JSON.stringify(noted), /From: visitor@home\.example/);
  assert.match(await file(noted), /visitor@home\.example/);
});

test('a former secret is valid for as long as was chosen, and not a moment longer', async (t) => {
  const folder = temporaryFolder(t);
  const clock = join(folder, 'clock');
  const at = (text) => { writeFileSync(clock, `${text}\n`); return Math.floor(Date.parse(text) / 1000); };
  let time = at('2026-11-25T09:00:00.000Z');
  const w = new World(folder);
  await w.start('--clock', clock);
  const source = addSource(w, 'drills');
  const manager = await new Browser(w.address).signIn('quality@example.org');
  const changed = await manager.post('/sources/drills/secret', { csrf: manager.csrf, overlap: '1', secret: '' });
  const page = (await manager.get(changed.location)).text;
  const second = { ...source, secret: page.match(/whsec_[A-Za-z0-9+/=]+/)[0] };
  assert.notEqual(second.secret, source.secret);
  assert.doesNotMatch((await manager.get('/sources/drills')).text, /whsec_[A-Za-z0-9+/]{20}/);
  const send = (with_) => sendJson(w, with_, { ...drill, title: randomBytes(4).toString('hex') }, { time });
  assert.equal((await send(source)).status, 202);
  assert.equal((await send(second)).status, 202);
  time = at('2026-11-25T09:59:59.000Z');
  assert.equal((await send(source)).status, 202);
  time = at('2026-11-25T10:00:00.000Z');
  assert.equal((await send(source)).status, 401);
  assert.equal((await send(second)).status, 202);
  assert.ok(!w.log.includes(source.secret) && !w.log.includes(second.secret));
});
