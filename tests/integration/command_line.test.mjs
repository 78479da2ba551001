import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, rmSync, renameSync, writeFileSync, cpSync, truncateSync, openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mustRun, run, sourceFolder, temporaryFolder, World } from './support.mjs';

test('exit codes: 0 done, 1 failed, 2 wrong usage', () => {
  assert.equal(run('version').code, 0);
  assert.equal(run('--help').code, 0);
  for (const command of ['init', 'serve', 'user', 'token', 'import', 'verify', 'rebuild', 'config', 'signers']) {
    assert.equal(run(command, '--help').code, 0, command);
  }
  assert.equal(run().code, 2);
  assert.equal(run('dance').code, 2);
  assert.match(run('dance').error, /no command `provost dance`.*init, serve/);
  assert.match(run('user', 'dance').error, /no command `provost user dance`.*add, list/);
  assert.match(run('user').error, /Choose from: add, list/);
  assert.equal(run('help', 'user', 'add').out, run('user', 'add', '--help').out);
  assert.equal(run('help').code, 0);
  assert.equal(run('serve').code, 2);
  assert.equal(run('verify', '--data', '/nonexistent').code, 1);
});

test('workflows are checked alone and together, with file and line', (t) => {
  const folder = temporaryFolder(t);
  const shipped = (name) => join(sourceFolder, 'workflows/definitions', `${name}.yaml`);
  const changed = join(folder, 'audit.yaml');
  const source = readFileSync(shipped('internal_audit'), 'utf8');
  assert.match(mustRun('workflow', 'check', shipped('internal_audit'), shipped('finding')), /“Audit finding” is sound/);
  writeFileSync(changed, source.replace('workflow: finding\n', 'workflow: findin\n'));
  assert.equal(run('workflow', 'check', changed).code, 0, 'by itself it is sound');
  const together = run('workflow', 'check', changed, shipped('finding'));
  assert.equal(together.code, 1);
  assert.match(together.error, /audit\.yaml:\d+: there is no workflow “findin”\. Did you mean “finding”\?/);
  writeFileSync(changed, source.replace('to: in_progress', 'to: in_progres'));
  const broken = run('workflow', 'check', changed);
  assert.equal(broken.code, 1);
  assert.match(broken.error, /audit\.yaml:\d+: there is no state “in_progres”\. Did you mean “in_progress”\?/);
});

test('init makes one organisation and refuses a second', (t) => {
  const w = new World(temporaryFolder(t));
  const again = run('init', '--data', w.data, '--organisation', 'Other', '--admin', 'x@example.org', '--password-file', w.passwordFile);
  assert.equal(again.code, 1);
  assert.match(again.error, /already holds an organisation/);
  assert.match(mustRun('verify', '--data', w.data), /Everything fits/);
});

test('people are added, listed, disabled and given a new password', (t) => {
  const w = new World(temporaryFolder(t));
  assert.match(mustRun('user', 'list', '--data', w.data), /teacher@example.org\tTheo Teacher\tstaff\t\tactive/);
  mustRun('user', 'disable', 'teacher@example.org', '--data', w.data);
  assert.match(mustRun('user', 'list', '--data', w.data), /teacher@example.org\tTheo Teacher\tstaff\t\tdisabled/);
  mustRun('user', 'reset-password', 'author@example.org', '--password-file', w.passwordFile, '--data', w.data);
  assert.equal(run('user', 'add', 'x@example.org', '--name', 'X', '--role', 'king', '--password-file', w.passwordFile, '--data', w.data).code, 1);
  assert.equal(run('user', 'disable', 'nobody@example.org', '--data', w.data).code, 1);
});

test('a person’s tasks are listed, put off and taken back, as on their page', async (t) => {
  const w = new World(temporaryFolder(t));
  t.after(() => w.stop('SIGKILL'));
  await w.start();
  const made = await w.api('quality', 'POST', '/cases', { workflow: 'training_assignment', title: 'Fire safety',
    fields: { course: 'Fire safety', participant: 'teacher@example.org', due_on: '2030-01-31' } });
  const { key } = made.body;
  const task = (...words) => mustRun('task', ...words, '--data', w.data);
  assert.equal(task('list', 'teacher@example.org'), `${key}\tFire safety\tBegin the training\t2030-01-31\t\t\n`);
  assert.equal(task('list', 'author@example.org'), '');
  assert.match(task('snooze', 'Teacher@example.org', key, '--until', 'next-week'), new RegExp(`^${key} comes back on \\d{4}-\\d{2}-\\d{2}\\.`));
  assert.equal(task('list', 'teacher@example.org'), '');
  assert.match(task('list', 'teacher@example.org', '--put-off'), new RegExp(`^${key}\\tFire safety\\t.*\\tuntil \\d{4}-\\d{2}-\\d{2}\\n$`));
  const own = await w.api('teacher', 'GET', '/tasks');
  assert.equal(own.body.total, 0, 'the running server knows of it');
  assert.match(task('wake', 'teacher@example.org', key), /among the tasks of Theo Teacher again/);
  assert.match(task('list', 'teacher@example.org'), /Begin the training/);
  for (const words of [['wake', 'teacher@example.org', key], ['snooze', 'author@example.org', key, '--until', 'tomorrow'],
    ['snooze', 'teacher@example.org', key, '--until', '1999-01-01'], ['list', 'nobody@example.org']]) {
    const refused = run('task', ...words, '--data', w.data);
    assert.equal(refused.code, 1, words.join(' '));
    assert.match(refused.error, /^provost: /);
  }
  assert.equal(run('task', 'snooze', 'teacher@example.org', key, '--data', w.data).code, 2, 'it has to be said until when');
  const trail = (await w.api('admin', 'GET', '/audit-trail?action=task.snoozed')).body.items;
  assert.match(JSON.stringify(trail), /command line/);
  await w.stop();
  assert.equal(run('verify', '--data', w.data).code, 0);
});

test('how a person is told is printed and changed; what is left out stays', (t) => {
  const w = new World(temporaryFolder(t));
  const own = (...words) => Object.fromEntries(mustRun('notify', 'preferences', 'teacher@example.org', ...words, '--data', w.data).replace(/\n$/, '').split('\n').map((line) => line.split('\t')));
  const before = own();
  assert.deepEqual([before.way, before.pace, before['digest-at'], before.language, before['free-weekdays']], ['mail', 'sorted', '07:30', '', '']);
  assert.deepEqual(own('--language', 'de', '--pace', 'digest', '--free-weekday', '5', '--free-weekday', '3'), { ...before, language: 'de', pace: 'digest', 'free-weekdays': '3,5' });
  assert.deepEqual(own('--quiet-from', '18:00', '--no-free-weekdays'), { ...before, language: 'de', pace: 'digest', 'quiet-from': '18:00' });
  assert.deepEqual(own(), { ...before, language: 'de', pace: 'digest', 'quiet-from': '18:00' });
  for (const words of [['--way', 'pigeon'], ['--digest-at', '25:00'], ['--time-zone', 'Nowhere/At'], ['--free-weekday', '8']]) {
    assert.equal(run('notify', 'preferences', 'teacher@example.org', ...words, '--data', w.data).code, 1, words.join(' '));
  }
  assert.equal(run('notify', 'preferences', 'nobody@example.org', '--data', w.data).code, 1);
  assert.equal(run('verify', '--data', w.data).code, 0);
});

test('an import names and skips a bad file, exits with 1, and can be run again', (t) => {
  const w = new World(temporaryFolder(t));
  const folder = join(w.folder, 'policies');
  mkdirSync(folder);
  writeFileSync(join(folder, 'good.md'), '# Good\n\nSee [other](other.md).\n');
  writeFileSync(join(folder, 'other.md'), '# Other\n');
  writeFileSync(join(folder, 'bad.md'), Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]));
  const big = join(folder, 'big.bin');
  closeSync(openSync(big, 'w'));
  truncateSync(big, 200 * 1024 * 1024);
  const dry = run('import', folder, '--data', w.data, '--type', 'policy', '--owner', 'quality@example.org', '--dry-run');
  assert.match(dry.out, /would add PO-001/);
  const first = run('import', folder, '--data', w.data, '--type', 'policy', '--owner', 'quality@example.org');
  assert.equal(first.code, 1);
  assert.match(first.error, /skipped bad.md/);
  assert.match(first.error, /skipped big.bin/);
  assert.match(first.out, /2 added, 0 changed, 0 unchanged, 2 skipped/);
  rmSync(join(folder, 'bad.md'));
  rmSync(big);
  const second = run('import', folder, '--data', w.data, '--type', 'policy', '--owner', 'quality@example.org');
  assert.equal(second.code, 0);
  assert.match(second.out, /0 added, 0 changed, 2 unchanged, 0 skipped/);
  assert.match(mustRun('verify', '--data', w.data), /Everything fits/);
});

test('commands are safe beside a running server, a second server is not', async (t) => {
  const w = await new World(temporaryFolder(t)).start();
  t.after(() => w.stop('SIGKILL'));
  mustRun('user', 'add', 'new@example.org', '--name', 'New', '--role', 'staff', '--password-file', w.passwordFile, '--data', w.data);
  assert.match(mustRun('verify', '--data', w.data), /Everything fits/);
  mustRun('rebuild', '--data', w.data);
  const second = run('serve', '--data', w.data, '--listen', '127.0.0.1:0');
  assert.equal(second.code, 1);
  assert.match(second.error, /in use by another server/);
  assert.deepEqual(await w.stop(), { code: 0, signal: null });
});

test('a missing and a foreign repository are named with the remedy', (t) => {
  const w = new World(temporaryFolder(t));
  const other = new World(temporaryFolder(t), { fresh: true });
  renameSync(join(w.data, 'documents.git'), join(w.data, 'kept.git'));
  const missing = run('serve', '--data', w.data, '--listen', '127.0.0.1:0');
  assert.equal(missing.code, 1);
  assert.match(missing.error, /documents\.git/);
  cpSync(join(other.data, 'documents.git'), join(w.data, 'documents.git'), { recursive: true });
  const foreign = run('serve', '--data', w.data, '--listen', '127.0.0.1:0');
  assert.equal(foreign.code, 1);
  assert.match(foreign.error, /organisation/i);
});

test('a database of a newer program is refused', (t) => {
  const w = new World(temporaryFolder(t));
  assert.equal(runSqlite(join(w.data, 'provost.db'), 'UPDATE schema_version SET version = 99'), 0);
  const refused = run('verify', '--data', w.data);
  assert.equal(refused.code, 1);
  assert.match(refused.error, /newer Provost/);
});

test('root is kept from data of another user, whose server could not use what root makes', { skip: process.getuid() !== 0 }, (t) => {
  const data = temporaryFolder(t);
  chownSync(data, 65534, 65534);
  for (const words of [['verify'], ['init', '--organisation', 'X', '--admin', 'a@example.org', '--password-file', '/dev/null']]) {
    const refused = run(...words, '--data', data);
    assert.equal(refused.code, 1);
    assert.match(refused.error, /belongs to another user.*sudo -u/);
  }
});

test('a configuration is checked as a whole', (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, 'provost.yaml');
  writeFileSync(file, 'listen: nowhere:at:all\nworkers: many\ncolour: blue\ntrusted_proxies: [10.0.0.0/8, banana]\n');
  const checked = run('config', 'check', '--config', file);
  assert.equal(checked.code, 1);
  assert.match(checked.error, /line 1.*\n.*line 2.*\n.*line 3.*colour is not known.*\n.*line 4.*banana/);
  writeFileSync(file, 'listen: 0.0.0.0:8080\nworkers: 2\n');
  assert.equal(run('config', 'check', '--config', file).code, 0);
});

test('one changed byte in a document, the audit trail or the database is found', async (t) => {
  const w = await new World(temporaryFolder(t)).start();
  await w.release(await w.newPolicy());
  await w.stop();
  const database = join(w.data, 'provost.db');
  for (const [change, undo] of [
    ["UPDATE audit_events SET subject = 'PO-002' WHERE action = 'document.created'", "UPDATE audit_events SET subject = 'PO-001' WHERE action = 'document.created'"],
    ["UPDATE documents SET title = 'Attendancf'", "UPDATE documents SET title = 'Attendance'"],
  ]) {
    assert.equal(runSqlite(database, change), 0);
    const found = run('verify', '--data', w.data);
    assert.equal(found.code, 1, change);
    assert.match(found.error, /Does not fit/);
    assert.equal(runSqlite(database, undo), 0);
    assert.equal(run('verify', '--data', w.data).code, 0);
  }
  const { readdirSync, statSync, chmodSync } = await import('node:fs');
  const objects = readdirSync(join(w.data, 'documents.git/objects'), { recursive: true })
    .map((name) => join(w.data, 'documents.git/objects', name)).filter((name) => statSync(name).isFile());
  assert.ok(objects.length > 5);
  for (const name of objects) {
    const bytes = readFileSync(name);
    const changed = Buffer.from(bytes);
    changed[Math.floor(changed.length / 2)] ^= 1;
    chmodSync(name, 0o644);
    writeFileSync(name, changed);
    assert.equal(run('verify', '--data', w.data).code, 1, name);
    writeFileSync(name, bytes);
  }
  assert.equal(run('verify', '--data', w.data).code, 0);
});

function runSqlite(database, sql) {
  return spawnSync('sqlite3', [database, sql]).status;
}
