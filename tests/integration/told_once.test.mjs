// What is told once is shown by the page after a redirect, this once, and loading it again makes nothing again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser, mustRun, world, worldWithClock } from './support.mjs';

const count = (text, pattern) => [...text.matchAll(pattern)].length;

test('a token, a source and a channel are made once, and their secrets are told once', async (t) => {
  const w = await world(t);
  const manager = await new Browser(w.address).signIn('quality@example.org');
  const other = await new Browser(w.address).signIn('quality@example.org');
  const shown = [];
  // Answers what the page after the form shows; nothing of it may stand anywhere else.
  const makeOnce = async (path, fields, page, pattern) => {
    const made = await manager.post(path, { csrf: manager.csrf, ...fields });
    assert.equal(made.status, 303, `${path}: ${made.text}`);
    assert.equal(made.location.split('?')[0], page);
    assert.match(made.headers.get('cache-control'), /no-store/);
    const cookie = made.headers.getSetCookie().find((one) => one.startsWith('provost_told_once='));
    assert.match(cookie, /HttpOnly/i);
    assert.match(cookie, /SameSite=Strict/i);
    // Somebody else's session cannot open it, even with the cookie.
    const stolen = await fetch(w.address + page, { headers: { cookie: `${other.cookie}; ${cookie.split(';')[0]}` } });
    assert.doesNotMatch(await stolen.text(), pattern, `${path}: another session`);
    // Nor does another page of this session.
    const elsewhere = await fetch(`${w.address}/sources`, { headers: { cookie: manager.cookie } });
    assert.doesNotMatch(await elsewhere.text(), pattern, `${path}: another page`);
    const first = await manager.get(made.location);
    const [secret] = first.text.match(pattern) ?? [];
    assert.ok(secret, `${path}: the secret is not shown`);
    assert.match(first.headers.get('cache-control'), /no-store/);
    assert.ok(!made.location.includes(secret) && !cookie.includes(secret));
    assert.ok(!made.text.includes(secret));
    for (const again of [made.location, page]) assert.ok(!(await manager.get(again)).text.includes(secret), `${path}: shown twice`);
    shown.push(secret);
    return secret;
  };
  await makeOnce('/account/tokens', { label: 'Website', reach: 'all' }, '/account', /provost_[0-9a-f]{64}/);
  assert.equal(count((await manager.get('/account')).text, /<strong>Website<\/strong>/g), 1);
  const settings = { kind: 'generic', name: 'lms', title: 'Learning platform', owner: 'second.author@example.org', scheme: 'standard', size_limit: '50', rate_limit: '600' };
  const one = await makeOnce('/sources', settings, '/sources/lms', /whsec_[A-Za-z0-9+/=]+/);
  const two = await makeOnce('/sources/lms/secret', { overlap: '24', secret: '' }, '/sources/lms', /whsec_[A-Za-z0-9+/=]+/);
  assert.notEqual(one, two);
  assert.match((await manager.get('/sources/lms')).text, /The former secret is valid until/);
  assert.equal(mustRun('source', 'list', '--data', w.data).trim().split('\n').length, 1);
  const channel = { name: 'Own software', format: 'webhook', address: 'https://hooks.example.org/x', events: 'overdue' };
  await makeOnce('/channels', channel, '/channels/Own%20software', /whsec_[A-Za-z0-9+/=]+/);
  await makeOnce('/channels/Own%20software/secret', {}, '/channels/Own%20software', /whsec_[A-Za-z0-9+/=]+/);
  for (const secret of shown) assert.ok(!w.log.includes(secret));
});

test('what is told once is told for two minutes only', async (t) => {
  const { w, setClock } = await worldWithClock(t, '2026-11-25T08:00:00Z');
  const manager = await new Browser(w.address).signIn('quality@example.org');
  const make = () => manager.post('/account/tokens', { csrf: manager.csrf, label: 'Website', reach: 'all' });
  await make();
  setClock('2026-11-25T08:01:59Z');
  assert.match((await manager.get('/account')).text, /provost_[0-9a-f]{64}/);
  await make();
  setClock('2026-11-25T08:04:00Z');
  assert.doesNotMatch((await manager.get('/account')).text, /provost_[0-9a-f]{64}/);
});
