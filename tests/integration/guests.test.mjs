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
  const listening = await fetch(`${w.address}/journey/events`, { headers: { cookie: guest.cookie, accept: 'text/event-stream' } });
  assert.equal(listening.status, 200);
  await listening.text();
  const later = await seen();
  assert.ok(!(later.events ?? later.items).some((one) => one.subject === '/journey/events'));
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
    assert.equal((await guest.post(path, { csrf: guest.csrf, ...fields })).status, 403, path);
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
