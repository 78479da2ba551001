// Tokens: what they may be used for, until when, and how often.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Browser, mustRun, run, world } from './support.mjs';

const tokenFor = (w, email, ...words) => mustRun('token', 'create', email, '--data', w.data, ...words).trim();
const ask = (w, token, method, path, body, headers = {}) => fetch(w.address + '/api/v1' + path, {
  method, headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
  body: body === undefined ? undefined : JSON.stringify(body),
});

test('a token does what it was made for, and never more than its person may', async (t) => {
  const w = await world(t);
  const reads = tokenFor(w, 'author@example.org', '--scope', 'documents:read');
  assert.equal((await ask(w, reads, 'GET', '/documents')).status, 200);
  const refused = await ask(w, reads, 'POST', '/documents', { type: 'policy', markdown: '# X\n' });
  assert.equal(refused.status, 403);
  assert.equal(refused.headers.get('www-authenticate'), 'Bearer error="insufficient_scope", scope="documents:write"');
  assert.match((await refused.json()).detail, /documents:write/);
  assert.equal((await ask(w, reads, 'GET', '/cases')).status, 403);
  const writes = tokenFor(w, 'author@example.org', '--scope', 'documents:write,cases:read');
  assert.equal((await ask(w, writes, 'GET', '/documents')).status, 200, 'to write holds to read');
  assert.equal((await ask(w, writes, 'POST', '/documents', { type: 'policy', markdown: '# X\n' })).status, 201);
  assert.equal((await ask(w, writes, 'GET', '/cases')).status, 200);
  assert.equal((await ask(w, writes, 'POST', '/cases', {})).status, 403);
  // A scope gives nothing that the roles do not.
  const teacher = tokenFor(w, 'teacher@example.org', '--scope', 'documents:write,audit_trail:read');
  assert.equal((await ask(w, teacher, 'POST', '/documents', { type: 'policy', markdown: '# X\n' })).status, 403);
  assert.equal((await ask(w, teacher, 'GET', '/audit-trail')).status, 403);
  const unknown = run('token', 'create', 'author@example.org', '--data', w.data, '--scope', 'everything');
  assert.notEqual(unknown.code, 0);
  assert.match(unknown.error, /no scope.*documents:read/);
});

test('a token for channels decides nothing about who speaks for people in chat', async (t) => {
  const w = await world(t);
  const secret = 'a'.repeat(32);
  const narrow = tokenFor(w, 'admin@example.org', '--scope', 'messages:write');
  assert.equal((await ask(w, narrow, 'GET', '/chat-apps')).status, 200);
  for (const [method, path, body] of [['PUT', '/chat-apps/slack/secret', { secret }], ['POST', '/chat-apps', { name: 'Staff' }],
    ['PUT', '/chat-apps/slack/sharing', { shares_links: true }], ['DELETE', '/chat-apps/slack']]) {
    const refused = await ask(w, narrow, method, path, body);
    assert.equal(refused.status, 403, path);
    assert.match((await refused.json()).detail, /administration:write/);
  }
  const administers = tokenFor(w, 'admin@example.org', '--scope', 'administration:write');
  assert.equal((await ask(w, administers, 'PUT', '/chat-apps/slack/secret', { secret })).status, 204);
});

test('a token ends with its last day', async (t) => {
  const w = await world(t);
  const yesterday = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  assert.match(run('token', 'create', 'author@example.org', '--data', w.data, '--expires', yesterday).error, /day is over/);
  const today = new Date().toISOString().slice(0, 10);
  const token = tokenFor(w, 'author@example.org', '--expires', today);
  assert.equal((await ask(w, token, 'GET', '/documents')).status, 200);
});

test('the account page makes tokens for some scopes, lists and revokes them', async (t) => {
  const w = await world(t);
  const browser = await new Browser(w.address).signIn('author@example.org');
  const none = await browser.post('/account/tokens', { csrf: browser.csrf, label: 'Nothing', reach: 'some' });
  assert.equal(none.status, 422);
  const made = await browser.post('/account/tokens', { csrf: browser.csrf, label: 'Website', reach: 'some', scopes: 'documents:read', expires_on: '2099-12-31' });
  assert.equal(made.status, 303);
  assert.equal(made.location, '/account');
  const token = (await browser.get('/account')).text.match(/provost_[0-9a-f]{64}/)[0];
  assert.equal((await ask(w, token, 'GET', '/documents')).status, 200);
  assert.equal((await ask(w, token, 'GET', '/tasks')).status, 403);
  const page = (await browser.get('/account')).text;
  assert.match(page, /read documents and their versions/);
  assert.match(page, /31 December 2099/);
  assert.doesNotMatch(page, new RegExp(token));
  const id = page.match(/Website<\/strong>[^]*?tokens\/(\d+)\/revoke/)[1];
  await browser.post(`/account/tokens/${id}/revoke`, { csrf: browser.csrf });
  assert.equal((await ask(w, token, 'GET', '/documents')).status, 401);
});

test('a token is told how much is left and stopped when nothing is', async (t) => {
  const w = await world(t, { extraConfig: 'api_requests_a_minute: 3\n' });
  const statuses = [];
  for (let i = 0; i < 5; ++i) {
    const answer = await w.api('author', 'GET', '/documents');
    statuses.push(answer.status);
    assert.equal(answer.headers.get('ratelimit-policy'), '"minute";q=3;w=60');
    assert.match(answer.headers.get('ratelimit'), new RegExp(`^"minute";r=${Math.max(2 - i, 0)};t=\\d+$`));
    if (answer.status === 429) {
      assert.ok(Number(answer.headers.get('retry-after')) > 0);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    }
  }
  assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
  assert.equal((await w.api('teacher', 'GET', '/documents')).status, 200, 'others are not held up');
  const large = await fetch(`${w.address}/api/v1/documents`, { method: 'POST', headers: { Authorization: `Bearer ${w.tokens.author}` }, body: 'x'.repeat(1_000_000) });
  assert.equal(large.status, 429);
});

test('a page may use the API in its session, another site may not', async (t) => {
  const w = await world(t);
  const browser = await new Browser(w.address).signIn('author@example.org');
  const send = (headers) => fetch(`${w.address}/api/v1/documents`, {
    method: 'POST', headers: { cookie: browser.cookie, 'Content-Type': 'application/json', ...headers }, body: JSON.stringify({ type: 'policy', markdown: '# X\n' }),
  });
  assert.equal((await send({})).status, 401, 'the cookie alone is nothing');
  assert.equal((await send({ 'X-CSRF-Token': 'a'.repeat(64) })).status, 403);
  assert.equal((await send({ 'X-CSRF-Token': browser.csrf, Origin: 'https://evil.example.org' })).status, 403);
  assert.equal((await send({ 'X-CSRF-Token': browser.csrf, 'Sec-Fetch-Site': 'cross-site' })).status, 403);
  assert.equal((await send({ 'X-CSRF-Token': browser.csrf, Origin: w.address, 'Sec-Fetch-Site': 'same-origin' })).status, 201);
  const { body } = await w.api('auditor', 'GET', '/audit-trail?action=document.created');
  assert.equal(body.items[0].channel, 'api');
});
