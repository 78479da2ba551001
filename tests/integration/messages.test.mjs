// Messages to chat, other software and by mail, from the pages and the command line, with the real server, real connections and
// every fault that a network has.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { deliverUnderFaults } from './message_faults.mjs';
import { Sink } from './sink.mjs';
import { binary, Browser, mustRun, run, sourceFolder, temporaryFolder, World } from './support.mjs';

async function worldWithSink(t, more = '') {
  const sink = await new Sink().start();
  t.after(() => sink.stop());
  const w = new World(temporaryFolder(t), { extraConfig: `public_url: https://eoms.example.org\noutgoing:\n  allowed: ["${sink.host}"]\n${more}` });
  t.after(() => w.stop('SIGKILL'));
  await w.start();
  const quality = await new Browser(w.address).signIn('quality@example.org');
  const add = (name, format, events, path = '/hook/secretpart') => quality.post('/channels', [
    ['csrf', quality.csrf], ['name', name], ['format', format], ['address', `http://${sink.host}${path}`], ['mentions', '1'], ...events.map((event) => ['events', event])]);
  return { w, sink, quality, add };
}

const openCase = (w, title) => w.api('quality', 'POST', '/cases', { workflow: 'feedback_action', title, fields: { feedback: 'It did not happen.' } });

test('a channel is added, tested, told, paused when it is gone, and goes on', async (t) => {
  const { w, sink, quality, add } = await worldWithSink(t);
  assert.equal((await add('Staff room', 'slack', ['document_in_force'])).location, '/channels/Staff%20room?notice=added');
  const page = await quality.get('/channels/Staff%20room');
  assert.doesNotMatch(page.text, /secretpart/, 'the address is never shown');
  assert.match(page.text, new RegExp(sink.host));

  const tested = await quality.post('/channels/Staff%20room/test', { csrf: quality.csrf });
  assert.match(tested.text, /The other side took it/);
  assert.match(tested.text, /It answered 200: <code>ok<\/code>/);
  sink.answer = 'no_service';
  assert.match((await quality.post('/channels/Staff%20room/test', { csrf: quality.csrf })).text, /It did not arrive/);
  sink.answer = 'ok';
  assert.equal(sink.received.length, 2);
  assert.equal(JSON.parse(sink.received[0].body).blocks[0].text.text, 'A test message');

  const number = await w.newPolicy({ title: 'Safety <!channel> & more' });
  await w.release(number);
  await sink.until((all) => all.length === 3);
  const message = JSON.parse(sink.received[2].body);
  assert.match(message.text, /In force now: Safety &lt;!channel&gt; &amp; more/);
  const button = message.blocks.find((block) => block.type === 'actions').elements[0];
  assert.equal(button.url, `https://eoms.example.org/documents/${number}`);

  sink.behaviour = () => (response) => response.writeHead(404).end('no_service');
  const second = await w.newPolicy({ title: 'Second' });
  await w.release(second);
  await sink.until((all) => all.length === 4);
  let banner;
  for (let tries = 0; tries < 100 && !banner; ++tries) {
    banner = (await quality.get('/evidence')).text.match(/Messages are paused: Staff room/);
    if (!banner) await new Promise((done) => setTimeout(done, 50));
  }
  assert.ok(banner, 'whoever can mend it sees it on every page');
  const teacher = await new Browser(w.address).signIn('teacher@example.org');
  assert.doesNotMatch((await teacher.get('/evidence')).text, /Messages are paused/);
  sink.behaviour = () => 'ok';
  assert.equal((await quality.post('/channels/Staff%20room/resume', { csrf: quality.csrf })).status, 303);
  await sink.until((all) => all.length === 5);
  assert.equal(sink.received[4].key, sink.received[3].key, 'what waited goes out under its key');

  const log = await quality.get('/messages?channel=Staff+room');
  assert.match(log.text, /Delivered/);
  const one = log.text.match(/href="(\/messages\/\d+)"/)[1];
  const detail = await quality.get(one);
  assert.match(detail.text, /Answer 404/);
  assert.match(detail.text, /no_service/);
  assert.doesNotMatch(detail.text + log.text, /secretpart/);
  assert.equal((await quality.post(`${one}/again`, { csrf: quality.csrf })).status, 303);
  await sink.until((all) => all.length === 6);
  for (const path of ['/channels', '/channels/Staff%20room', '/messages', one]) assert.equal((await teacher.get(path)).status, 403, path);
  assert.doesNotMatch(w.log, /secretpart/);
  assert.equal(run('verify', '--data', w.data).code, 0);
});

test('a webhook for other software is signed, with two secrets while one is changed', async (t) => {
  const { w, sink, quality, add } = await worldWithSink(t);
  const made = await add('Data lake', 'webhook', ['case_opened']);
  const first = (await quality.get(made.location)).text.match(/whsec_[A-Za-z0-9+/=]+/)[0];
  assert.doesNotMatch((await quality.get('/channels/Data%20lake')).text, /whsec_/);
  assert.equal((await openCase(w, 'Fire drill')).status, 201);
  await sink.until((all) => all.length === 1);
  const signed = (secret, { headers, body }) => `v1,${createHmac('sha256', Buffer.from(secret.slice(6), 'base64')).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64')}`;
  assert.equal(sink.received[0].headers['webhook-signature'], signed(first, sink.received[0]));
  assert.equal(sink.received[0].headers['webhook-id'], sink.received[0].key);
  const event = JSON.parse(sink.received[0].body);
  assert.equal(event.type, 'case_opened');
  assert.equal(event.data.case_title, 'Fire drill');
  const changed = await quality.post('/channels/Data%20lake/secret', { csrf: quality.csrf });
  const second = (await quality.get(changed.location)).text.match(/whsec_[A-Za-z0-9+/=]+/)[0];
  await openCase(w, 'Again');
  await sink.until((all) => all.length === 2);
  assert.deepEqual(sink.received[1].headers['webhook-signature'].split(' ').sort(), [signed(first, sink.received[1]), signed(second, sink.received[1])].sort());
});

test('other software that lost something is sent it again, under the same keys', async (t) => {
  const { w, sink, quality, add } = await worldWithSink(t);
  await add('Warehouse', 'webhook', ['case_opened']);
  for (const title of ['One', 'Two']) assert.equal((await openCase(w, title)).status, 201);
  await sink.until((all) => all.length === 2);
  const yesterday = new Date(Date.now() - 86400_000).toISOString().slice(0, 16);
  assert.equal((await quality.post('/channels/Warehouse/replay', { csrf: quality.csrf, since: yesterday })).status, 303);
  await sink.until((all) => all.length === 4);
  assert.deepEqual(sink.received.slice(2).map((one) => one.key), sink.received.slice(0, 2).map((one) => one.key));
  assert.equal((await quality.post('/channels/Warehouse/replay', { csrf: quality.csrf, since: 'soon' })).status, 422);
  assert.match(mustRun('notify', 'replay', 'Warehouse', '--since', yesterday, '--data', w.data), /2 messages wait to be sent again/);
  assert.equal(run('notify', 'replay', 'Warehouse', '--since', '2020-01-01', '--data', w.data).code, 1);
});

test('nothing is sent to an address inside the network that nobody allowed', async (t) => {
  const { quality } = await worldWithSink(t);
  const inside = await new Sink().start();
  t.after(() => inside.stop());
  for (const [name, address] of Object.entries({ plain: `http://${inside.host}/x`, cloud: 'https://169.254.169.254/latest/meta-data/', own: 'https://localhost:1/' })) {
    await quality.post('/channels', { csrf: quality.csrf, name, format: 'slack', address, events: 'case_opened' });
    const tested = await quality.post(`/channels/${encodeURIComponent(name)}/test`, { csrf: quality.csrf });
    assert.match(tested.text, /It did not arrive/, address);
    assert.match(tested.text, /outgoing\.allowed/, address);
  }
  assert.equal(inside.received.length, 0);
  assert.equal((await quality.post('/channels', { csrf: quality.csrf, name: 'a/b', format: 'slack', address: 'https://x.example/' })).status, 422);
});

test('a destination that never ends its answer, sends 20 MB, or redirects holds nothing up', async (t) => {
  const { sink, quality, add } = await worldWithSink(t);
  await add('Odd', 'mattermost', []);
  const inside = await new Sink().start();
  t.after(() => inside.stop());
  sink.behaviour = () => (response) => response.writeHead(302, { Location: `http://${inside.host}/stolen` }).end();
  assert.match((await quality.post('/channels/Odd/test', { csrf: quality.csrf })).text, /It did not arrive[^]*answered 302/);
  assert.equal(inside.received.length, 0, 'redirects are not followed');
  sink.behaviour = () => (response) => { response.writeHead(500); for (let part = 0; part < 20; ++part) response.write('x'.repeat(1024 * 1024)); response.end(); };
  const large = await quality.post('/channels/Odd/test', { csrf: quality.csrf });
  assert.match(large.text, /answered 500/);
  assert.ok(large.text.length < 200_000, 'the page holds the beginning only');
  let trickle;
  sink.behaviour = () => (response) => { response.writeHead(200); trickle = setInterval(() => response.write('.'), 50); };
  const began = Date.now();
  assert.match((await quality.post('/channels/Odd/test', { csrf: quality.csrf })).text, /It did not arrive/);
  clearInterval(trickle);
  assert.ok(Date.now() - began < 20_000, 'within the patience of 15 seconds');
});

test('what the other side repeats of the secret is not kept, and neither are bytes that are no text', async (t) => {
  const { w, sink, quality, add } = await worldWithSink(t);
  await add('Echo', 'mattermost', []);
  sink.behaviour = (request) => (response) => response.writeHead(500).end(Buffer.concat([Buffer.from(`Cannot POST ${request.url} caf`), Buffer.from([0xe9, 0x00, 0xff])]));
  const tested = await quality.post('/channels/Echo/test', { csrf: quality.csrf });
  assert.match(tested.text, /answered 500: <code>Cannot POST \/hook\/… caf\?\?\?<\/code>/);
  assert.doesNotMatch(tested.text, /secretpart/);
  assert.doesNotMatch(mustRun('notify', 'list', '--data', w.data), /secretpart/);
});

test('a person chooses how to be told, and mail goes to a real mail server', async (t) => {
  const mailbox = temporaryFolder(t);
  const port = await new Promise((done) => { const probe = createServer().listen(0, '127.0.0.1', () => { const { port: free } = probe.address(); probe.close(() => done(free)); }); });
  const server = spawn('/usr/bin/python3', [join(sourceFolder, 'tests/integration/mailbox.py'), String(port), mailbox], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => server.kill());
  await new Promise((done) => server.stdout.once('data', done));
  const { w, quality } = await worldWithSink(t, `mail:\n  host: 127.0.0.1\n  port: ${port}\n  security: none\n  from: provost@example.org\n  from_name: Northbridge College\n`);
  for (const who of ['author', 'quality']) {
    const browser = await new Browser(w.address).signIn(`${who}@example.org`);
    const saved = await browser.post('/account/messages', { csrf: browser.csrf, way: who === 'author' ? 'mail' : 'none', pace: 'at_once', digest_at: '07:30', quiet_from: '00:00', quiet_until: '00:00', own_time_zone: '', language: who === 'author' ? 'de' : '' });
    assert.equal(saved.location, '/account/messages?notice=saved');
    assert.match((await browser.get('/account/messages')).text, who === 'author' ? /value="mail" checked/ : /value="none" checked/);
  }
  const asked = await quality.post('/cases/new/evidence_request', { csrf: quality.csrf, title: 'Noten der 3. Klasse 🙂', what: 'The list', provider: 'author@example.org' });
  assert.equal(asked.status, 303, asked.text);
  const key = asked.location.match(/EV-\d+/)[0];
  // On a day on which nobody works, mail waits: then only that is seen here.
  const weekend = [0, 6].includes(new Date().getDay());
  if (!weekend) {
    const mail = await new Promise((done) => server.stdout.once('data', (line) => done(JSON.parse(line))));
    assert.equal(mail.to, 'Anna Author <author@example.org>');
    assert.equal(mail.subject, 'Send the evidence: Noten der 3. Klasse 🙂');
    assert.match(mail.text, /Guten Tag Anna Author,/);
    assert.equal(mail.one_click, 'List-Unsubscribe=One-Click');
    const [, stop] = mail.unsubscribe.match(/^<https:\/\/eoms\.example\.org(\/unsubscribe\/[0-9a-f]{32})>$/);
    const author = new Browser(w.address);
    assert.match((await author.get(stop)).text, /Send me no more mail/);
    const ways = () => run('notify', 'list', '--data', w.data).code === 0 && author.get(stop);
    assert.match((await ways()).text, /No more mail\?/, 'looking at it changes nothing');
    // As a mail program does it: no cookie, no hidden field (RFC 8058).
    const clicked = await fetch(`${w.address}${stop}`, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' });
    assert.equal(clicked.status, 200);
    assert.match(await clicked.text(), /You get no mail/);
    const again = () => fetch(`${w.address}${stop}`, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'again=1' });
    await again();
    // Some write the click as a form in parts, and some say nothing of what it is.
    const parts = new FormData();
    parts.set('List-Unsubscribe', 'One-Click');
    for (const body of [parts, undefined]) {
      assert.match(await (await fetch(`${w.address}${stop}`, { method: 'POST', body })).text(), /You get no mail/);
      await again();
    }
    assert.match((await ways()).text, /No more mail\?/);
    assert.equal((await author.get(`/unsubscribe/${'0'.repeat(32)}`)).status, 404);
    assert.match(mail.text, new RegExp(`https://eoms\\.example\\.org/cases/${key}`));
    assert.match(mail.html, new RegExp(`href="https://eoms\\.example\\.org/cases/${key}"`));
    assert.equal(mail.auto, 'auto-generated');
  }
  const wrong = await quality.post('/account/messages', { csrf: quality.csrf, way: 'mail', pace: 'at_once', digest_at: '25:00', quiet_from: '00:00', quiet_until: '00:00', own_time_zone: '' });
  assert.equal(wrong.status, 422);
});

test('the command line tests, lists, sends again and shows how messages look', async (t) => {
  const { w, sink, add } = await worldWithSink(t);
  await add('Staff room', 'slack', []);
  // Beside this process, which answers as the other side.
  const notifyTest = () => new Promise((done) => execFile(binary, ['notify', 'test', 'Staff room', '--data', w.data], (error, out, problem) => done({ code: error?.code ?? 0, out, error: problem })));
  assert.match((await notifyTest()).out, /The other side took it/);
  sink.answer = 'invalid_payload';
  const failed = await notifyTest();
  assert.equal(failed.code, 1);
  assert.match(failed.error, /It did not arrive/);
  const list = mustRun('notify', 'list', '--data', w.data);
  assert.match(list, /channel\tStaff room\tslack/);
  assert.doesNotMatch(list, /secretpart/);
  sink.answer = 'ok';
  const id = list.match(/message\t(\d+)\t\S+\ttest\tfailed/)[1];
  mustRun('notify', 'retry', id, '--data', w.data);
  await sink.until((all) => all.length === 3);
  for (const format of ['slack', 'teams', 'mattermost', 'google_chat', 'discord', 'zulip', 'webhook']) {
    const body = JSON.parse(mustRun('notify', 'preview', 'task_assigned', '--channel', format, '--data', w.data));
    assert.match(JSON.stringify(body), /Fire drill was not held/, format);
  }
  assert.match(mustRun('notify', 'preview', 'digest', '--channel', 'mail', '--data', w.data), /Subject: /);
  assert.equal(run('notify', 'preview', 'nonsense', '--channel', 'slack', '--data', w.data).code, 1);
});

test('a channel in the wrong words falls back to ours, and says so', async (t) => {
  const folder = temporaryFolder(t);
  const { mkdirSync } = await import('node:fs');
  mkdirSync(join(folder, 'chat'));
  writeFileSync(join(folder, 'chat', 'test.mustache'), 'titel: broken\n');
  writeFileSync(join(folder, 'chat', 'document_in_force.mustache'), 'title: Gilt ab jetzt: {{title}}\nbutton: Lesen\n');
  const { w, quality } = await worldWithSink(t, `templates: ${folder}\n`);
  assert.match((await quality.get('/channels')).text, /The template chat\/test\.mustache is not used: a line begins with “titel”/);
  assert.match(mustRun('notify', 'preview', 'document_in_force', '--channel', 'slack', '--data', w.data), /Gilt ab jetzt: Admission of learners/);
  assert.match(mustRun('notify', 'preview', 'test', '--channel', 'slack', '--data', w.data), /A test message/);
});

test('under faults and kills every message is seen, and none twice by a receiver that honours the key', async (t) => {
  const told = await deliverUnderFaults(temporaryFolder(t), { messages: 60, kills: 3 });
  assert.equal(told.missing, 0);
  assert.equal(told.distinct, 60);
  assert.ok(told.faults > 10, `${told.faults} faults`);
  assert.equal(told.outOfOrder, 0);
});

test('the measurements of messages can be taken', async () => {
  const table = await new Promise((done, fail) => execFile('node', [join(sourceFolder, 'tests/bench/messages.mjs'), '--quick'], (error, out) => (error ? fail(error) : done(out))));
  assert.match(table, /signed, sent and noted, one channel, in order +\| +\d+ a second/);
});
