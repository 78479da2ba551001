// The register of evidence by the API, with a real virus scanner that knows one virus: the harmless test file of EICAR.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { run, temporaryFolder, World } from './support.mjs';

const clamd = '/usr/sbin/clamd';
// In two parts, so that no scanner of the machine takes this file for a virus.
const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$' + 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*';

async function startScanner(t, folder) {
  const home = join(folder, 'clamd');
  mkdirSync(join(home, 'signatures'), { recursive: true });
  writeFileSync(join(home, 'signatures', 'test.ndb'), `Eicar-Test-Signature:0:*:${Buffer.from(eicar).toString('hex')}\n`);
  const socket = join(home, 'clamd.ctl');
  writeFileSync(join(home, 'clamd.conf'), [`LocalSocket ${socket}`, `DatabaseDirectory ${join(home, 'signatures')}`,
    `TemporaryDirectory ${home}`, 'Foreground yes', 'StreamMaxLength 1M', 'User root', ''].join('\n').replace(process.getuid() === 0 ? '' : 'User root\n', ''));
  const scanner = spawn(clamd, ['--config-file', join(home, 'clamd.conf')], { stdio: 'ignore' });
  t.after(() => scanner.kill('SIGKILL'));
  for (let tries = 0; !existsSync(socket); ++tries) {
    assert.ok(tries < 300 && scanner.exitCode === null, 'clamd did not start');
    await pause(100);
  }
  return { scanner, socket };
}

const handIn = (w, who, body, about) => fetch(`${w.address}/api/v1/evidence?${new URLSearchParams(about)}`, {
  method: 'POST', headers: { Authorization: `Bearer ${w.tokens[who]}` }, body });

test('evidence is handed in, listed, taken away as a file, and nothing bad is kept', async (t) => {
  const folder = temporaryFolder(t);
  const { scanner, socket } = await startScanner(t, folder);
  const w = new World(folder, { extraConfig: `virus_scanner: unix:${socket}\nlargest_upload_megabytes: 3\n` });
  await w.start();
  t.after(() => w.stop());
  const kept = () => readdirSync(join(w.data, 'attachments'), { recursive: true }).filter((name) => name.includes('/'));

  const text = 'class,week,recorded\n3B,42,yes\n';
  const answer = await handIn(w, 'author', text, { file_name: 'registers.csv', clauses: 'ISO 21001:2018 8.5.1.3, 7.5.3', valid_until: '2099-12-31' });
  assert.equal(answer.status, 201, await answer.clone().text());
  const { key } = await answer.json();
  const listed = await w.api('quality', 'GET', '/evidence?standard=iso_21001_2018&clause=7.5.3');
  assert.deepEqual(listed.body.items.map((one) => [one.key, one.title, one.standing, one.valid_until]), [[key, 'registers.csv', 'received', '2099-12-31']]);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const file = await fetch(`${w.address}/api/v1/cases/${key}/attachments/${sha256}`, { headers: { Authorization: `Bearer ${w.tokens.quality}` } });
  assert.equal(await file.text(), text);
  assert.equal((await fetch(`${w.address}/api/v1/cases/${key}/attachments/${sha256}`, { headers: { Authorization: `Bearer ${w.tokens.teacher}` } })).status, 404);
  assert.equal((await w.api('quality', 'POST', `/cases/${key}/transitions`, { event: 'accept', fields: {} })).status, 200);
  assert.equal((await w.api('quality', 'GET', '/evidence?standing=valid')).body.total, 1);
  // The same bytes again are another piece, but lie there once.
  assert.equal((await handIn(w, 'author', text, { file_name: 'again.csv' })).status, 201);
  assert.equal(kept().length, 1);

  const refused = async (about, body, status, words, who = 'author') => {
    const got = await handIn(w, who, body, about);
    const problem = await got.text();
    assert.equal(got.status, status, problem);
    assert.match(problem, words);
  };
  await refused({ file_name: 'notes.txt' }, eicar, 422, /Eicar-Test-Signature/);
  await refused({ file_name: 'notes.txt' }, '', 422, /empty/);
  await refused({ file_name: '../notes.txt' }, text, 422, /without folders/);
  await refused({ file_name: 'notes\u202etxt.exe' }, text, 422, /invisible character/);
  await refused({ file_name: 'notes.pdf' }, text, 422, /named as a PDF file/);
  await refused({ file_name: 'setup.exe' }, 'MZ', 422, /program/);
  await refused({ file_name: 'large.bin' }, Buffer.alloc(2 * 1024 * 1024, 7), 503, /StreamMaxLength/);
  await refused({ file_name: 'larger.bin' }, Buffer.alloc(4 * 1024 * 1024, 7), 413, /./);
  await refused({ file_name: 'notes.txt', clauses: '99.1' }, text, 422, /99\.1/);
  await refused({ title: 'Nothing at all' }, '', 422, /web address/);
  await refused({ file_name: 'notes.txt' }, text, 403, /roles/, 'external');
  assert.equal(kept().length, 1, 'nothing of what was refused is kept');
  assert.equal((await w.api('quality', 'GET', '/evidence?standing=any')).body.total, 2);

  scanner.kill('SIGKILL');
  await refused({ file_name: 'notes.txt' }, 'other text', 503, /does not answer/);
  assert.equal(kept().length, 1);

  assert.match(run('verify', '--data', w.data).out, /1 attached files/);
  writeFileSync(join(w.data, 'attachments', sha256.slice(0, 2), sha256), 'changed behind its back');
  const found = run('verify', '--data', w.data);
  assert.equal(found.code, 1);
  assert.match(found.error, new RegExp(`case ${key}, file registers.csv: its content is not the one`));
  rmSync(join(w.data, 'attachments', sha256.slice(0, 2), sha256));
  assert.match(run('verify', '--data', w.data).error, /missing from the data directory/);
});
