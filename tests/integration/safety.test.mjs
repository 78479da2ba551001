import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { Browser, mustRun, password, run, temporaryFolder, world, World } from './support.mjs';

// A browser without scripts: cookies kept, forms sent with what the page holds.
test('sign-in: one sentence for every failure, a cookie scripts cannot read, an end that holds', async (t) => {
  const w = await world(t);
  const browser = new Browser(w.address);
  const wrong = await browser.post('/sign-in', { email: 'teacher@example.org', password: 'wrong' });
  const unknown = await browser.post('/sign-in', { email: 'nobody@example.org', password: 'wrong' });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.text.replace('teacher@', 'nobody@'), unknown.text);
  assert.equal((await browser.get('/documents')).location, '/sign-in?next=%2Fdocuments');
  await browser.signIn('teacher@example.org');
  assert.match(browser.setCookie, /HttpOnly/);
  assert.match(browser.setCookie, /SameSite=Lax/);
  assert.equal((await browser.get('/audit-trail')).status, 403);
  const cookie = browser.cookie;
  assert.equal((await browser.post('/sign-out', { csrf: 'wrong' })).status, 403);
  assert.equal((await browser.post('/sign-out', { csrf: browser.csrf })).status, 303);
  browser.cookie = cookie;
  assert.equal((await browser.get('/documents')).status, 303);
});

test('after sign-in nobody is led to another site', async (t) => {
  const w = await world(t);
  for (const next of ['https://evil.example.org', '//evil.example.org', '/\\evil.example.org']) {
    const done = await new Browser(w.address).post('/sign-in', { email: 'teacher@example.org', password, next });
    assert.equal(done.location, '/', next);
  }
});

test('what a document says cannot become a script', async (t) => {
  const w = await world(t);
  const number = await w.newPolicy({ title: '<script>alert(1)</script>', markdown: '# <img src=x onerror=alert(1)>\n\n<script>alert(2)</script> [x](javascript:alert(3)) ![y](data:text/html,z)\n' });
  const browser = await new Browser(w.address).signIn('author@example.org');
  const page = (await browser.get(`/documents/${number}`)).text;
  assert.doesNotMatch(page, /<script>alert|onerror=|javascript:|href="data:/);
  assert.match(page, /&lt;script&gt;alert\(1\)/);
});

test('an upload over the limit is refused with its remedy and leaves nothing', async (t) => {
  const w = await world(t, { extraConfig: 'largest_upload_megabytes: 2\n' });
  const browser = await new Browser(w.address).signIn('author@example.org');
  const form = new FormData();
  form.set('csrf', browser.csrf);
  form.set('type', 'policy');
  form.set('title', 'Large');
  form.set('owner', 'author@example.org');
  form.set('file', new Blob([Buffer.alloc(40 * 1024 * 1024)]), 'large.pdf');
  let status;
  try { status = (await browser.post('/documents', form)).status; } catch { status = 413; /* the answer came before the body was sent */ }
  assert.equal(status, 413);
  assert.deepEqual(readdirSync(join(w.data, 'spool'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()), []);
  assert.equal((await w.api('quality', 'GET', '/documents?state=any')).body.total, 0);
});

test('Word and PDF files are approved like any page, and only downloaded', async (t) => {
  const w = await world(t);
  writeFileSync(join(w.folder, 'text.md'), '# Trips\n\nEvery trip has a plan.\n');
  execFileSync('pandoc', [join(w.folder, 'text.md'), '-o', join(w.folder, 'trips.docx')]);
  const browser = await new Browser(w.address).signIn('author@example.org');
  const form = new FormData();
  for (const [name, value] of Object.entries({ csrf: browser.csrf, type: 'procedure', title: 'Trips', owner: 'author@example.org', approvers: 'approver@example.org' })) form.append(name, value);
  form.append('file', new Blob([execFileSync('cat', [join(w.folder, 'trips.docx')])]), 'trips.docx');
  assert.equal((await browser.post('/documents', form)).location, '/documents/PR-001?notice=created');
  assert.match((await browser.get('/documents/PR-001')).text, /Every trip has a plan/);
  await w.event('author', 'PR-001', 'submit');
  assert.equal((await w.event('approver', 'PR-001', 'approve')).body.state, 'effective');
  assert.equal((await w.api('teacher', 'GET', '/documents?q=trip')).body.total, 1);
  const file = await (await new Browser(w.address).signIn('teacher@example.org')).get('/documents/PR-001/versions/1.0/file');
  assert.match(file.headers.get('content-disposition'), /^attachment/);
  assert.match(file.headers.get('content-type'), /wordprocessingml/);
});

test('the page says 412 and keeps both texts when two save the same draft', async (t) => {
  const w = await world(t);
  const number = await w.newPolicy();
  const browser = await new Browser(w.address).signIn('author@example.org');
  const version = (await browser.get(`/documents/${number}/edit`)).text.match(/name="row_version" value="(\d+)"/)[1];
  const fields = { csrf: browser.csrf, row_version: version, title: 'Attendance', change_description: 'x' };
  assert.equal((await browser.post(`/documents/${number}/edit`, { ...fields, markdown: '# Mine\n' })).status, 303);
  const late = await browser.post(`/documents/${number}/edit`, { ...fields, markdown: '# Late\n' });
  assert.equal(late.status, 412);
  assert.match(late.text, /# Mine/);
  assert.match(late.text, /# Late/);
});

test('a page import takes a ZIP archive and names what it skips', async (t) => {
  const w = await world(t);
  mkdirSync(join(w.folder, 'zip/sub'), { recursive: true });
  writeFileSync(join(w.folder, 'zip/a.md'), '# A\n\n[b](sub/b.md)\n');
  writeFileSync(join(w.folder, 'zip/sub/b.md'), '# B\n');
  writeFileSync(join(w.folder, 'zip/bad.md'), Buffer.from([0xff, 0xfe]));
  execFileSync('zip', ['-qr', '../upload.zip', '.'], { cwd: join(w.folder, 'zip') });
  const browser = await new Browser(w.address).signIn('quality@example.org');
  const form = new FormData();
  for (const [name, value] of Object.entries({ csrf: browser.csrf, type: 'policy', owner: 'quality@example.org', as: 'draft' })) form.append(name, value);
  form.append('files', new Blob([execFileSync('cat', [join(w.folder, 'upload.zip')])]), 'upload.zip');
  const done = await browser.post('/import', form);
  assert.equal(done.status, 200);
  assert.match(done.text, /2 added, 0 changed, 0 unchanged, 1 skipped/);
  assert.match((await browser.get('/documents/PO-001')).text, /href="\/documents\/PO-002"/);
});

test('TLS by certificate files, with a cookie for TLS only', async (t) => {
  const folder = temporaryFolder(t);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem'), '-days', '2', '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  const w = await world(t, { extraConfig: `tls:\n  certificate: ${join(folder, 'cert.pem')}\n  key: ${join(folder, 'key.pem')}\n` });
  assert.match(w.address, /^https:/);
  const { readFileSync } = await import('node:fs');
  const answer = await new Promise((done, fail) => {
    const call = request(w.address + '/sign-in', { method: 'POST', ca: readFileSync(join(folder, 'cert.pem')), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }, (response) => { response.resume(); done(response); });
    call.on('error', fail);
    call.end(new URLSearchParams({ email: 'teacher@example.org', password }).toString());
  });
  assert.equal(answer.statusCode, 303);
  assert.match(answer.headers['set-cookie'][0], /Secure/);
  assert.ok(answer.headers['strict-transport-security']);
});

test('a full disk is named, nothing is lost, and it goes on when there is room again', async (t) => {
  const folder = temporaryFolder();
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  let w;
  t.after(async () => {
    await w?.stop('SIGKILL');
    spawnSync('umount', ['-l', disk]);
    rmSync(folder, { recursive: true, force: true });
  });
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]).status !== 0) return t.skip('no permission to mount a small disk');
  w = new World(disk);
  await w.start();
  await w.release(await w.newPolicy());
  spawnSync('dd', ['if=/dev/zero', `of=${join(disk, 'filler')}`, 'bs=4k'], { stdio: 'ignore' });
  let full;
  for (let i = 0; i < 50 && !full; ++i) {
    const answer = await w.api('author', 'POST', '/documents', { type: 'policy', markdown: `# ${i}\n\n${'text '.repeat(20000)}` });
    if (answer.status !== 201) full = answer;
  }
  assert.equal(full?.status, 507, JSON.stringify(full?.body));
  assert.match(full.body.detail, /full/);
  assert.equal((await w.api('teacher', 'GET', '/documents/PO-001')).status, 200);
  rmSync(join(disk, 'filler'));
  assert.equal((await w.api('author', 'POST', '/documents', { type: 'policy', markdown: '# After\n' })).status, 201);
  await w.stop();
  assert.match(mustRun('verify', '--data', w.data), /Everything fits/);
  assert.ok(existsSync(w.data));
  assert.equal(run('verify', '--data', w.data).code, 0);
});

test('secrets appear neither in answers nor in the log nor in the repository', async (t) => {
  const w = await world(t);
  await w.release(await w.newPolicy());
  await w.event('approver', 'PO-001', 'approve', { secret: 'a secret that is wrong' });
  const trail = JSON.stringify((await w.api('auditor', 'GET', '/audit-trail?limit=1000')).body);
  await w.stop();
  const objects = spawnSync('git', ['-C', join(w.data, 'documents.git'), 'log', '--all', '-p'], { encoding: 'utf8' }).stdout;
  for (const text of [trail, w.log, objects]) {
    assert.ok(!text.includes(password));
    assert.ok(!text.includes('a secret that is wrong'));
    assert.ok(!text.includes(w.tokens.author));
    assert.ok(!text.includes('$argon2id'));
  }
});
