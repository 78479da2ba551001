// A guest: an external auditor whose access ends by itself, whose every page is noted, and who asks but hands in nothing.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Browser, mustRun, password, run, temporaryFolder, World } from './support.mjs';

test('a guest reads until the last day, and the trail tells what', async (t) => {
  const folder = temporaryFolder(t);
  const w = new World(folder);
  const clock = join(folder, 'clock');
  writeFileSync(clock, '2027-03-10T09:00:00.000Z\n');
  mustRun('user', 'add', 'guest@example.org', '--name', 'Gwen Guest', '--role', 'external_auditor', '--until', '2027-03-12',
    '--password-file', w.passwordFile, '--data', w.data);
  const token = mustRun('token', 'create', 'guest@example.org', '--data', w.data).trim();
  const wrong = run('user', 'add', 'other@example.org', '--name', 'Other', '--role', 'administrator', '--until', '2027-03-12', '--password-file', w.passwordFile, '--data', w.data);
  assert.match(wrong.error, /no last day/);
  await w.start('--clock', clock);
  t.after(() => w.stop());
  const number = await w.newPolicy();
  await w.release(number);

  const guest = await new Browser(w.address).signIn('guest@example.org');
  const page = await guest.get(`/documents/${number}`);
  assert.equal(page.status, 200);
  assert.match(page.text, /Shown to Gwen Guest, 10 March 2027, 09:\d\d\. Each page you open is noted\. Your access ends after 12 March 2027\./);
  await guest.get(`/documents/${number}`);
  const seen = async () => (await w.api('quality', 'GET', '/audit-trail?action=guest.visited&limit=200')).body;
  const entries = await seen();
  const visits = (entries.events ?? entries.items).filter((one) => one.subject === `/documents/${number}`);
  assert.equal(visits.length, 2, 'also when the same page is opened again');
  // A page that listens for news by itself is no visit.
  const leaving = new AbortController();
  const listening = await fetch(`${w.address}/events`, { headers: { cookie: guest.cookie, accept: 'text/event-stream' }, signal: leaving.signal });
  assert.equal(listening.status, 200);
  leaving.abort();
  // Whoever says that they only listen is noted all the same.
  await fetch(`${w.address}/documents?q=quiet`, { headers: { cookie: guest.cookie, accept: 'text/event-stream' } });
  const later = await seen();
  assert.equal((later.events ?? later.items).filter((one) => one.subject === '/documents' && one.details.address === '/documents?q=quiet').length, 1);
  assert.ok(!(later.events ?? later.items).some((one) => one.subject === '/events'));
  assert.equal(visits[0].actor, 'guest@example.org');
  const staff = await new Browser(w.address).signIn('teacher@example.org');
  assert.doesNotMatch((await staff.get(`/documents/${number}`)).text, /Shown to/);

  // Asks, and sees what was asked for; hands nothing in, changes nothing.
  const asked = await guest.post('/cases/new/evidence_request', { csrf: guest.csrf, title: 'Qualifications of teachers', what: 'The list of this term', provider: 'author@example.org' });
  assert.equal(asked.status, 303, asked.text);
  const key = asked.location.match(/EV-\d+/)[0];
  const held = (await w.api('quality', 'GET', `/cases/${key}`)).body;
  assert.equal(held.owner, 'quality@example.org', 'a quality manager looks after it');
  for (const [path, fields] of [[`/cases/${key}/steps/provide`, { address: 'https://example.org' }], [`/cases/${key}/links`, { kind: 'clause', target: '4.1' }]]) {
    assert.ok([403, 409].includes((await guest.post(path, { csrf: guest.csrf, ...fields })).status), path);
  }
  assert.equal((await guest.post(`/cases/${key}/comments`, { csrf: guest.csrf, text: 'By Friday, please.' })).status, 303);
  assert.equal((await w.api('teacher', 'POST', '/delegations', { to: 'guest@example.org', first_day: '2027-03-11', last_day: '2027-03-12', reason: 'Away' })).status, 422);
  assert.equal((await guest.get('/evidence/new')).status, 403);
  assert.match((await guest.get('/evidence')).text, new RegExp(`Ask somebody[^]*${key}`));
  assert.equal((await guest.get('/documents/new')).status, 403);
  const api = (path) => fetch(`${w.address}/api/v1${path}`, { headers: { Authorization: `Bearer ${token}` } });
  assert.equal((await api('/documents')).status, 200);

  writeFileSync(clock, '2027-03-12T23:30:00.000Z\n');
  assert.equal((await api('/documents')).status, 200, 'the last day counts whole');
  writeFileSync(clock, '2027-03-13T00:30:00.000Z\n');
  assert.equal((await api('/documents')).status, 401);
  assert.equal((await guest.get(`/documents/${number}`)).status, 303, 'to the sign-in page');
  const again = await new Browser(w.address).post('/sign-in', { email: 'guest@example.org', password });
  assert.notEqual(again.status, 303);
  const checked = run('verify', '--data', w.data);
  assert.equal(checked.code, 0, checked.error);
  assert.match(readFileSync(clock, 'utf8'), /2027/);
});

test('a guest with chosen clauses sees their documents and evidence, and nothing that tells of the rest', async (t) => {
  const w = new World(temporaryFolder(t));
  const add = (email, ...more) => mustRun('user', 'add', email, '--name', email, '--role', 'external_auditor', ...more, '--password-file', w.passwordFile, '--data', w.data);
  add('limited@example.org', '--clause', '8.5', '--clause', 'ISO 21001:2018 9.2');
  const refused = run('user', 'add', 'x@example.org', '--name', 'X', '--role', 'staff', '--clause', '8.5', '--password-file', w.passwordFile, '--data', w.data);
  assert.match(refused.error, /external auditors without another role only/);
  w.tokens.limited = mustRun('token', 'create', 'limited@example.org', '--data', w.data).trim();
  await w.start();
  t.after(() => w.stop());
  const shown = await w.newPolicy({ title: 'Assessment of learners', clauses: ['8.5.1'] });
  const other = await w.newPolicy({ title: 'Purchasing', clauses: ['8.4'] });
  const none = await w.newPolicy({ title: 'Car park' });
  for (const number of [shown, other, none]) await w.release(number);
  const evidence = async (title, clauses) => {
    const answer = await fetch(`${w.address}/api/v1/evidence?title=${encodeURIComponent(title)}&file_name=list.txt&clauses=${encodeURIComponent(clauses)}`, {
      method: 'POST', headers: { Authorization: `Bearer ${w.tokens.author}`, 'Content-Type': 'application/octet-stream' }, body: `${title} and more\n` });
    assert.equal(answer.status, 201, await answer.clone().text());
    return (await answer.json()).key;
  };
  const piece = await evidence('Marked papers', 'ISO 21001:2018 8.5.1.4');
  const closed = await evidence('Contracts', 'ISO 21001:2018 8.4.1');

  const guest = await new Browser(w.address).signIn('limited@example.org');
  const list = await guest.get('/documents');
  assert.match(list.text, /You see documents and evidence of: 8\.5, ISO 21001:2018 9\.2\./);
  assert.match(list.text, /1 document</);
  assert.match(list.text, /Assessment of learners/);
  assert.equal((await guest.get(`/documents/${shown}`)).status, 200);
  for (const number of [other, none]) {
    assert.equal((await guest.get(`/documents/${number}`)).status, 404, number);
    assert.equal((await guest.get(`/documents/${number}/history`)).status, 404, number);
    assert.equal((await w.api('limited', 'GET', `/documents/${number}`)).status, 404, number);
  }
  assert.deepEqual((await w.api('limited', 'GET', '/documents')).body.items.map((one) => one.number), [shown]);
  assert.doesNotMatch((await guest.get('/documents/export')).text, /Purchasing|Car park/);
  assert.doesNotMatch((await guest.get('/documents?q=Purchasing')).text, /title.*Purchasing<|>Purchasing</);

  const register = await guest.get('/evidence');
  assert.match(register.text, /Marked papers/);
  assert.doesNotMatch(register.text, /Contracts/);
  assert.equal((await guest.get(`/cases/${piece}`)).status, 200);
  const file = (await w.api('limited', 'GET', `/cases/${piece}`)).body;
  assert.equal(file.key, piece);
  assert.equal((await guest.get(`/cases/${closed}`)).status, 404);
  assert.equal((await w.api('limited', 'GET', `/cases/${closed}`)).status, 404);
  assert.deepEqual((await w.api('limited', 'GET', '/cases')).body.items.map((one) => one.key), [piece]);

  // Nothing that tells of the rest.
  assert.equal((await guest.get('/journey')).status, 403);
  assert.equal((await guest.get('/audit-trail')).status, 403);
  assert.equal((await w.api('limited', 'GET', '/audit-trail')).status, 403);
  assert.equal((await guest.get('/evidence/pack')).status, 403);
  const standard = await guest.get('/standards/iso_21001_2018');
  assert.doesNotMatch(standard.text, /Purchasing|8\.4\.1 /);
  assert.match(standard.text, /8\.5\.1/);

  // What they ask for is theirs to see, whatever it is for; the organisation has it in one list.
  const asked = await guest.post('/cases/new/evidence_request', { csrf: guest.csrf, title: 'List of suppliers', what: 'Of this year', provider: 'author@example.org' });
  const key = asked.location.match(/EV-\d+/)[0];
  assert.equal((await guest.get(`/cases/${key}`)).status, 200);
  const quality = await new Browser(w.address).signIn('quality@example.org');
  for (const browser of [quality, guest]) {
    const requests = await browser.get('/evidence/requests');
    assert.match(requests.text, /List of suppliers[^]*limited@example\.org[^]*Anna Author/);
    assert.doesNotMatch(requests.text, /Marked papers|Contracts/);
  }
  assert.equal((await quality.get('/evidence/requests/export')).status, 200);
  assert.match((await (await new Browser(w.address).signIn('teacher@example.org')).get('/evidence/requests')).text, /Nothing is waiting/);

  // The administrator changes what is shown on a page, and sees how much that is.
  const admin = await new Browser(w.address).signIn('admin@example.org');
  assert.match((await admin.get('/people/limited%40example.org')).text, /At present these are 1 document and 2 pieces of evidence\./);
  const saved = await admin.post('/people/limited%40example.org', { csrf: admin.csrf, name: 'Lily', roles: 'external_auditor', shown_clauses: '8.4', access_until: '' });
  assert.equal(saved.status, 303);
  assert.equal((await guest.get(`/documents/${shown}`)).status, 404, 'at once');
  assert.equal((await guest.get(`/documents/${other}`)).status, 200);
  const wrong = await admin.post('/people/teacher%40example.org', { csrf: admin.csrf, name: 'Theo', roles: 'staff', shown_clauses: '8.4' });
  assert.equal(wrong.status, 422);
  assert.equal(run('verify', '--data', w.data).code, 0);
});
