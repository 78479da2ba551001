// A gap analysis from outside: answers over the API, and the report as spreadsheet, PDF and CSV.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, after, test } from 'node:test';
import { Browser, world } from './support.mjs';

let w;
let key;
const cleanUp = [];
before(async () => {
  w = await world({ after: (work) => cleanUp.push(work) });
  const opened = await w.api('quality', 'POST', '/cases', { workflow: 'gap_analysis', title: 'Where we stand',
    fields: { standard: 'iso_21001_2018', scope: 'All', planned_end: '2030-01-31', assessors: ['teacher@example.org'] } });
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  ({ key } = opened.body);
  await w.api('quality', 'POST', `/cases/${key}/transitions`, { event: 'begin' });
});
after(async () => { for (const work of cleanUp.reverse()) await work(); });

const answer = (who, clause, change, headers) =>
  w.api(who, 'PATCH', `/cases/${key}/assessment/iso_21001_2018/${clause}`, change, headers);

test('an answer has an entity tag, and an older one is refused', async () => {
  const first = await answer('teacher', '4.1', { result: 'conforms', evidence: 'Seen' }, { 'If-Match': '"0"' });
  assert.equal(first.status, 200, JSON.stringify(first.body));
  assert.equal(first.body.row_version, 1);
  const second = await answer('teacher', '4.1', { result: 'none' }, { 'If-Match': '"0"' });
  assert.equal(second.status, 412);
  assert.match(second.body.detail, /has changed the answer to 4\.1 meanwhile/);
});

test('what is wrong is refused by field, and who may not is told so', async () => {
  const wrong = await answer('teacher', '4.2', { result: 'fine', until: 'soon' });
  assert.equal(wrong.status, 422);
  assert.deepEqual(wrong.body.errors.map(({ field }) => field).sort(), ['result', 'until']);
  assert.equal((await answer('teacher', '4.2', { colour: 'red' })).status, 422);
  assert.equal((await answer('approver', '4.2', { result: 'none' })).status, 403);
  assert.equal((await answer('teacher', '99', { result: 'none' })).status, 404);
  const { body } = await w.api('quality', 'GET', `/cases/${key}/assessment`);
  assert.equal(body.standards[0].clauses.find(({ clause }) => clause === '4.2').row_version, 0);
});

test('the report can be had as spreadsheet, PDF and CSV, and nothing in it is a formula', async (t) => {
  await answer('teacher', '4.2', { result: 'partial', gap: '=HYPERLINK("http://x")', evidence: 'Ümläute – 学校', action: 'Add employers',
    severity: 'high', responsible: 'teacher@example.org', until: '2030-02-01' });
  const quality = new Browser(w.address);
  await quality.signIn('quality@example.org');
  const folder = mkdtempSync(join(tmpdir(), 'provost-gap-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const download = async (format) => {
    const response = await fetch(`${w.address}/cases/${key}/assessment/export?format=${format}`, { headers: { cookie: quality.cookie } });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-disposition'), new RegExp(`${key}-gap-report\\.${format}`));
    const file = join(folder, `report.${format}`);
    writeFileSync(file, Buffer.from(await response.arrayBuffer()));
    return file;
  };
  const workbook = await download('xlsx');
  const part = (name) => execFileSync('python3', ['-c',
    'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))', workbook, name], { encoding: 'utf8' });
  assert.match(part('xl/sharedStrings.xml'), /Ümläute – 学校/);
  assert.match(part('xl/workbook.xml'), /name="Clauses".*name="Plan"/s);
  assert.doesNotMatch(part('xl/worksheets/sheet1.xml'), /<f>/);
  const pdf = await download('pdf');
  const text = execFileSync('pdftotext', [pdf, '-'], { encoding: 'utf8' });
  assert.match(text, /Gap report/);
  assert.match(text, /Add employers/);
  const csv = readFileSync(await download('csv'), 'utf8');
  assert.match(csv, /"'=HYPERLINK\(""http:\/\/x""\)"/);
  assert.equal((await quality.get(`/cases/${key}/assessment/export?format=doc`)).status, 422);
});
