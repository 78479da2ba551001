// The registers beside the master list: of external documents, with issuer, edition and the day of the next check.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { Browser, mustRun, run, sourceFolder, temporaryFolder, world } from './support.mjs';

test('an external document has issuer and edition, on its page, in the register and in the list', async (t) => {
  const w = await world(t);
  const about = { type: 'external_document', title: 'Education Act', issuer: 'Ministry of Education', edition: '2026-09', source_address: 'https://example.org/act', review_interval_months: 3 };
  const number = await w.newPolicy(about);
  assert.match(number, /^EX-/);
  await w.newPolicy();
  const { body } = await w.api('author', 'GET', `/documents/${number}`);
  assert.deepEqual([body.issuer, body.edition, body.source_address], [about.issuer, about.edition, about.source_address]);
  const wrong = await w.api('author', 'PATCH', `/documents/${number}/details`, { source_address: 'javascript:alert(1)' });
  assert.ok([404, 405, 422].includes(wrong.status), `${wrong.status}`);
  await w.release(number);

  const browser = await new Browser(w.address).signIn('quality@example.org');
  const page = await browser.get('/documents?type=external_document');
  assert.match(page.text, /Education Act/);
  assert.match(page.text, /Ministry of Education, 2026-09/);
  assert.doesNotMatch(page.text, /Attendance/);
  assert.match((await browser.get(`/documents/${number}`)).text, /Issued by/);
  const list = await browser.get('/documents/export?type=external_document');
  const bare = list.text.replaceAll('"', '');
  assert.match(bare, /code,title,issuer,edition,state,next check,owner,published at/);
  assert.match(bare, new RegExp(`${number},Education Act,Ministry of Education,2026-09,Effective,\\d{4}-\\d\\d-\\d\\d,Anna Author,https://example.org/act`));
  assert.match((await browser.get('/documents/export')).text.replaceAll('"', ''), /code,title,type,process,version,state,next review,process owner/);
});

test('a master list that was downloaded as a workbook is brought in elsewhere, on the page, with its codes', async (t) => {
  const here = await world(t);
  await here.release(await here.newPolicy({ title: 'Admission of learners', processes: ['Admission', 'Enrolment'] }));
  const from = await new Browser(here.address).signIn('quality@example.org');
  const answer = await fetch(`${here.address}/documents/export?format=xlsx`, { headers: { cookie: from.cookie } });
  const workbook = await answer.blob();

  const there = await world(t, { fresh: true });
  const browser = await new Browser(there.address).signIn('quality@example.org');
  const send = (fields) => {
    const form = new FormData();
    form.set('csrf', browser.csrf);
    form.set('list', workbook, 'our master list.xlsx');
    form.set('type', 'procedure');
    form.set('owner', 'quality@example.org');
    for (const [name, value] of Object.entries(fields)) form.append(name, ...[value].flat());
    return browser.post('/import', form);
  };
  const tried = await send({ dry_run: '1' });
  assert.match(tried.text, /Nothing was changed yet. This would happen: 1 added, 0 changed, 0 unchanged, 0 skipped/);
  assert.match(tried.text, /No file came with it, so it is a draft until its text is there/);
  assert.match((await send({})).text, /1 added/);
  const file = new Blob(['# Admission\n\nEverybody is welcome.\n']);
  assert.match((await send({ files: [file, 'PO-001 Admission.md'] })).text, /0 added, 1 changed/);
  const { body } = await there.api('quality', 'GET', '/documents/PO-001');
  assert.deepEqual([body.title, body.type, body.processes, body.owner.email ?? body.owner],
    ['Admission of learners', 'policy', ['Admission', 'Enrolment'], 'author@example.org']);
  assert.match((await browser.get('/documents/PO-001')).text, /approval not verified/);
  assert.match((await browser.get('/documents')).text, /PO-001/);
  assert.equal(run('verify', '--data', there.data).code, 0);
});

test('a master list is brought in at the command line, with the files of a folder or alone', async (t) => {
  const w = await world(t);
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'list.csv'), 'Code;Title;Status\nQP 1/2;Complaints;in force\nQP-3;Audits;\n');
  writeFileSync(join(folder, 'QP 1-2 Complaints.md'), '# Complaints\n\nListen first.\n');
  const words = ['--data', w.data, '--type', 'procedure', '--owner', 'quality@example.org', '--list', join(folder, 'list.csv')];
  assert.match(mustRun('import', ...words, '--dry-run'), /would add QP-1-2 0.1 QP-1-2 \(Complaints\)\n {2}“QP 1\/2” became QP-1-2/);
  const out = mustRun('import', folder, ...words);
  assert.match(out, /added QP-1-2 1\.0 .*\n/);
  assert.match(out, /2 added, 0 changed, 0 unchanged, 0 skipped/);
  const none = run('import', '--data', w.data, '--type', 'procedure', '--owner', 'quality@example.org');
  assert.notEqual(none.code, 0);
  assert.match(none.error, /folder or file, or a --list/);
});

test('the measurements of evidence can be taken', () => {
  const table = execFileSync('node', [join(sourceFolder, 'tests/bench/evidence.mjs'), '--quick'], { encoding: 'utf8' });
  assert.match(table, /handing it in, until durable +\| +\d+ MB\/s/);
  assert.match(table, /gap report \(median, worst\) +\| +[\d.]+ ms/);
});

test('a page that a list no longer has shows its last one, and never says that there is nothing', async (t) => {
  const w = await world(t);
  const number = await w.newPolicy({ title: 'Attendance of learners' });
  const browser = await new Browser(w.address).signIn('author@example.org');
  const documents = (await browser.get('/documents?page=9')).text;
  assert.match(documents, new RegExp(number));
  assert.doesNotMatch(documents, /There are no documents yet/);
  const tasks = (await browser.get('/?page=9')).text;
  assert.match(tasks, /Finish and submit|Attendance of learners/);
  assert.doesNotMatch(tasks, /Nothing waits for you/);
  assert.match((await browser.get('/documents?q=zzzz&page=9')).text, /No document fits/);
});
