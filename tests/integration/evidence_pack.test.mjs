// An evidence pack is made on the page, opened without the server, and checked by itself; each way to change it shows.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Browser, mustRun, password, run, temporaryFolder, world } from './support.mjs';

// The archive again, with `change` done to its unpacked files.
function changed(folder, pack, name, change) {
  const unpacked = join(folder, name);
  mkdirSync(unpacked);
  execFileSync('python3', ['-m', 'zipfile', '-e', pack, unpacked]);
  change(unpacked);
  execFileSync('zip', ['-q', '-r', '-D', join(folder, `${name}.zip`), '.'], { cwd: unpacked });
  return run('pack', 'verify', join(folder, `${name}.zip`));
}

test('an evidence pack opens and is checked without the server', async (t) => {
  const w = await world(t);
  const folder = temporaryFolder(t);
  const number = await w.newPolicy({ title: 'Complaints <b>', clauses: ['ISO 21001:2018 9.1.2.2'] });
  await w.event('author', number, 'submit');
  await w.event('reviewer', number, 'review');
  assert.equal((await w.event('approver', number, 'approve')).status, 200);
  const other = await w.newPolicy({ title: 'Of no clause', clauses: ['99'] });
  const handIn = async (text, about) => (await (await fetch(`${w.address}/api/v1/evidence?${new URLSearchParams(about)}`, {
    method: 'POST', headers: { Authorization: `Bearer ${w.tokens.author}` }, body: text })).json()).key;
  const valid = await handIn('a,b\n', { file_name: 'Größe & <i>.csv', clauses: 'ISO 21001:2018 7.1.3', title: 'Fire "safety" <test>' });
  assert.equal((await w.api('quality', 'POST', `/cases/${valid}/transitions`, { event: 'accept', fields: {} })).status, 200);
  const elsewhere = await handIn('c,d\n', { file_name: 'elsewhere.csv', clauses: 'ISO 9001:2015 8.5.5' });

  const browser = await new Browser(w.address).signIn('quality@example.org');
  assert.equal((await browser.get('/evidence/pack')).status, 200);
  assert.equal((await (await new Browser(w.address).signIn('teacher@example.org')).get('/evidence/pack')).status, 403);
  const fetchPack = (fields) => fetch(`${w.address}/evidence/pack`, { method: 'POST', headers: { cookie: browser.cookie }, body: new URLSearchParams({ csrf: browser.csrf, ...fields }) });
  const wanted = { standard: 'iso_21001_2018', prepared_for: 'Certification body, stage 1', secret: password };
  for (const wrong of [{ ...wanted, secret: 'not the password' }, { ...wanted, standard: '' }, { ...wanted, prepared_for: '' }]) {
    const refused = await fetchPack(wrong);
    assert.notEqual(refused.headers.get('content-type'), 'application/zip');
    assert.match(await refused.text(), /Please look again|no such standard/i);
  }
  const answer = await fetchPack(wanted);
  assert.equal(answer.status, 200, await answer.clone().text());
  const pack = join(folder, 'pack.zip');
  writeFileSync(pack, Buffer.from(await answer.arrayBuffer()));

  const signers = join(folder, 'signers');
  writeFileSync(signers, mustRun('signers', '--data', w.data));
  const sound = run('pack', 'verify', pack, '--signers', signers);
  assert.equal(sound.code, 0, sound.error);
  assert.match(sound.out, /Everything fits: \d+ files, 1 signatures, \d+ audit trail entries\nMade by Quentin Quality <quality@example.org> of Northbridge College/);
  assert.match(run('pack', 'verify', pack).out, /the pack itself names/);

  const unpacked = join(folder, 'unpacked');
  mkdirSync(unpacked);
  execFileSync('python3', ['-m', 'zipfile', '-e', pack, unpacked]);
  const index = readFileSync(join(unpacked, 'index.html'), 'utf8');
  assert.match(index, /Prepared for Certification body, stage 1 by Quentin Quality/);
  assert.match(index, /Fire &quot;safety&quot; &lt;test&gt;/);
  assert.ok(index.includes(number) && index.includes(valid));
  assert.ok(!index.includes(other) && !index.includes(elsewhere), 'nothing beside the scope');
  assert.doesNotMatch(index, /https?:\/\/(?!example)|<script/, 'it needs no network');
  for (const [, link] of index.matchAll(/href="([^"]+)"/g)) readFileSync(join(unpacked, link));
  const page = readFileSync(join(unpacked, 'documents', number, 'index.html'), 'utf8');
  assert.match(page, /Paul Approver/);
  assert.match(page, /Complaints &lt;b&gt;/);
  // With what most systems have.
  execFileSync('sha256sum', ['--quiet', '--check', 'SHA256SUMS'], { cwd: unpacked });
  const manifest = readFileSync(join(unpacked, 'manifest.json'));
  const keygen = (signer, namespace, signature, input) => spawnSync('ssh-keygen', ['-Y', 'verify', '-f', join(unpacked, 'allowed_signers'), '-I', signer, '-n', namespace, '-s', join(unpacked, signature)], { input, encoding: 'utf8' });
  assert.equal(keygen('quality@example.org', 'provost-statement', 'manifest.json.sig', manifest).status, 0);
  assert.equal(keygen('quality@example.org', 'provost-statement', 'SHA256SUMS.sig', readFileSync(join(unpacked, 'SHA256SUMS'))).status, 0);
  assert.doesNotMatch(readFileSync(join(unpacked, 'allowed_signers'), 'utf8'), /teacher@/, 'only those who signed something in it');
  const [approval] = JSON.parse(manifest).signatures;
  assert.equal(keygen('approver@example.org', 'git', approval.signature, readFileSync(join(unpacked, approval.payload))).status, 0);

  const evidenceFile = JSON.parse(manifest).files.find(({ path }) => path.startsWith('evidence/')).path;
  const ways = {
    'a file is changed': [(at) => writeFileSync(join(at, evidenceFile), 'x,y\n'), /is not the file that the manifest names/],
    'a file is taken away': [(at) => execFileSync('rm', [join(at, evidenceFile)]), /is missing/],
    'a file is added': [(at) => writeFileSync(join(at, 'evidence', 'more.txt'), 'more'), /was added to the pack/],
    'file and manifest are changed': [(at) => {
      writeFileSync(join(at, evidenceFile), 'x,y\n');
      const list = JSON.parse(readFileSync(join(at, 'manifest.json'), 'utf8'));
      list.files.find(({ path }) => path === evidenceFile).sha256 = createHash('sha256').update('x,y\n').digest('hex');
      writeFileSync(join(at, 'manifest.json'), JSON.stringify(list));
    }, /manifest.json was changed after it was signed/],
    'the list for checking by hand is changed': [(at) => {
      writeFileSync(join(at, evidenceFile), 'x,y\n');
      const sums = readFileSync(join(at, 'SHA256SUMS'), 'utf8').replace(new RegExp(`^[0-9a-f]+(?=  ${evidenceFile})`, 'm'), createHash('sha256').update('x,y\n').digest('hex'));
      writeFileSync(join(at, 'SHA256SUMS'), sums);
    }, /is not the file that the manifest names/],
    'only the list is changed': [(at) => writeFileSync(join(at, 'SHA256SUMS'), ''), /SHA256SUMS is not the list that was signed/],
    'it is no manifest': [(at) => writeFileSync(join(at, 'manifest.json'), '[]'), /manifest.json cannot be read/],
  };
  for (const [what, [change, words]] of Object.entries(ways)) {
    const found = changed(folder, pack, what.replaceAll(' ', '-'), change);
    assert.equal(found.code, 1, what);
    assert.match(found.error, words, what);
  }
  // Another entry under the same name that calls itself a folder: programs that unpack go by the name alone.
  execFileSync('python3', ['-c', `
import shutil, sys, zipfile
shutil.copy(sys.argv[1], sys.argv[2])
with zipfile.ZipFile(sys.argv[2], 'a') as pack:
    entry = zipfile.ZipInfo('index.html')
    entry.external_attr = 0o40755 << 16
    pack.writestr(entry, 'another page')
`, pack, join(folder, 'folder.zip')], { stdio: 'ignore' });
  assert.match(run('pack', 'verify', join(folder, 'folder.zip')).error, /no plain file|twice/);
  writeFileSync(join(folder, 'no.zip'), 'no archive');
  assert.equal(run('pack', 'verify', join(folder, 'no.zip')).code, 1);
  writeFileSync(signers, '# nobody\n');
  assert.match(run('pack', 'verify', pack, '--signers', signers).error, /not in the list of signers/);
  // A file that was altered in the data directory is not signed as what was handed in.
  const altered = createHash('sha256').update('a,b\n').digest('hex');
  writeFileSync(join(w.data, 'attachments', altered.slice(0, 2), altered), 'x,y\n');
  const damaged = await fetchPack(wanted);
  assert.notEqual(damaged.headers.get('content-type'), 'application/zip');
  assert.ok(damaged.status >= 400, `${damaged.status}`);
  const trail = await w.api('quality', 'GET', '/audit-trail?action=evidence.packed');
  assert.equal((trail.body.events ?? trail.body.items).length, 1);
});
