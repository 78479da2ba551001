// The library of standards from outside: pages, imports and downloads, and the command line beside a running server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Browser, run, temporaryFolder, World } from './support.mjs';

let w;
let quality;
let teacher;
const cleanUp = [];

before(async () => {
  w = await new World(temporaryFolder({ after: (work) => cleanUp.push(work) })).start();
  quality = await new Browser(w.address).signIn('quality@example.org');
  teacher = await new Browser(w.address).signIn('teacher@example.org');
});

after(async () => {
  await w?.stop('SIGKILL');
  for (const work of cleanUp) work();
});

const outline = (version, title) => `standard: school_rules\ntitle: School rules\nversion: ${version}\nclauses:\n  - {number: "1", title: "${title}", maintain: true}\n`;

async function upload(browser, name, content) {
  const form = new FormData();
  form.append('csrf', browser.csrf);
  form.append('library', new Blob([content]), name);
  return browser.post('/standards', form);
}

test('everybody reads the standards and what they lack', async () => {
  const list = await teacher.get('/standards');
  assert.equal(list.status, 200);
  assert.match(list.text, /ISO 21001:2018/);
  assert.match(list.text, /10 of 10 missing/);
  const page = await teacher.get('/standards/iso_21001_2018?show=missing');
  assert.match(page.text, /9\.1\.2\.2 Handling of complaints and appeals/);
  assert.match(page.text, /the same as ISO 9001:2015 4\.3/);
  assert.doesNotMatch(page.text, /7\.1\.3 Facilities/);
  assert.equal((await teacher.get('/standards/none')).status, 404);
});

test('a document in force covers the clause it names', async () => {
  const number = await w.newPolicy({ title: 'Complaints', clauses: ['ISO 21001:2018 9.1.2.2'] });
  await w.release(number);
  const page = await teacher.get('/standards/iso_21001_2018');
  assert.match(page.text, /9 of 10 missing/);
  assert.match(page.text, new RegExp(`/documents/${number}`));
});

test('an outline is imported, kept by version, and downloaded again', async () => {
  assert.match((await upload(quality, 'rules.yaml', outline(1, 'Quiet'))).text, /School rules, version 1 is in the library now/);
  const same = await upload(quality, 'rules.yaml', outline(1, 'Loud'));
  assert.equal(same.status, 409);
  assert.match(same.text, /Raise the version in the file/);
  assert.match((await upload(quality, 'rules.yaml', outline(2, 'Loud'))).text, /version 2 is in the library now/);
  const page = await quality.get('/standards/school_rules');
  assert.match(page.text, /is now called “Loud”, and was “Quiet”/);
  const yaml = await quality.get('/standards/school_rules/export');
  assert.match(yaml.text, /^standard: school_rules\n/);
  assert.match((await quality.get('/standards/school_rules/export?format=csv')).text, /^number,title,asks/);
  assert.match((await quality.get('/standards/school_rules/export?format=ciso_assistant')).text, /requirement_nodes:/);
});

test('what is broken is refused with its reason, and nothing is left of it', async () => {
  for (const [name, content, reason] of [
    ['twice.csv', 'number,title\n1,A\n1,B\n', /the clause 1 stands there twice/i],
    ['bomb.yaml', 'standard: x\ntitle: &a X\nclauses: [*a, *a]\n', /anchors and aliases/i],
    ['empty.csv', ' ', /no rows/],
    ['oscal.json', '{"catalog": [', /not JSON/i],
    ['bytes.csv', Buffer.from([0x6e, 0xff, 0x00]), /UTF-8/],
  ]) {
    const answer = await upload(quality, name, content);
    assert.equal(answer.status, 422, name);
    assert.match(answer.text, reason, name);
  }
  assert.doesNotMatch((await quality.get('/standards')).text, /twice|bomb/);
});

test('the interface for programs tells the same', async () => {
  const list = await w.api('teacher', 'GET', '/standards');
  assert.deepEqual(list.body.items.map(({ name }) => name), ['iso_21001_2018', 'iso_9001_2015', 'school_rules']);
  const { body } = await w.api('teacher', 'GET', '/standards/iso_21001_2018');
  assert.equal(body.mandatory, 10);
  assert.equal(body.mandatory_missing, 9);
  const complaints = body.clauses.find(({ number }) => number === '9.1.2.2');
  assert.equal(complaints.covered, true);
  assert.equal(complaints.documents.length, 1);
  assert.equal((await w.api('teacher', 'GET', '/standards/none')).status, 404);
});

test('the master list of documents comes as a spreadsheet takes it', async () => {
  const number = await w.newPolicy({ title: '=HYPERLINK("x")', processes: ['Admission', 'Teaching'] });
  const { text, headers } = await quality.get('/documents/export');
  assert.match(headers.get('content-disposition'), /master-list-of-documents\.csv/);
  const rows = text.trim().split('\r\n');
  assert.equal(rows[0], '"code","title","type","process","version","state","next review","process owner"');
  const row = rows.find((line) => line.startsWith(`"${number}"`));
  assert.match(row, /^"[^"]+","'=HYPERLINK\(""x""\)","Policy","Admission; Teaching","0\.1","Draft","","Anna Author"$/);
  assert.doesNotMatch((await teacher.get('/documents/export')).text, new RegExp(number), 'a draft of others');
  const workbook = await quality.get('/documents/export?format=xlsx');
  assert.match(workbook.headers.get('content-disposition'), /master-list-of-documents\.xlsx/);
  assert.ok(workbook.text.startsWith('PK'));
  assert.equal((await quality.get('/documents/export?type=manual')).text.trim().split('\r\n').length, 1);
});

test('a teacher imports nothing', async () => {
  assert.equal((await upload(teacher, 'rules.yaml', outline(9, 'Mine'))).status, 403);
});

test('a clause is changed on its page, with its history, and by nobody else', async () => {
  const address = '/standards/iso_21001_2018/clauses/4.2';
  const page = await quality.get(address);
  assert.match(page.text, /Understanding the needs and expectations of interested parties/);
  assert.match(page.text, /the same as ISO 9001:2015 4\.2/);
  const version = page.text.match(/name="version" value="(\d+)"/)[1];
  const fields = { csrf: quality.csrf, do: 'change', version, title: 'Interested parties', asks: 'Know <b>who</b> matters.', maintain: '1', reason: 'Shorter' };
  assert.equal((await quality.post(address, fields)).location, `${address}?notice=saved`);
  const after = await quality.get(address);
  assert.match(after.text, /Know &lt;b&gt;who&lt;\/b&gt; matters\./);
  assert.match(after.text, /Quentin Quality: Shorter/);
  assert.match((await teacher.get('/standards/iso_21001_2018')).text, /4\.2 Interested parties/);
  assert.match((await quality.get('/standards/iso_21001_2018')).text, /4\.2 is now called “Interested parties”/);
  const late = await quality.post(address, { ...fields, title: 'Something else' });
  assert.equal(late.status, 409);
  assert.match(late.text, /Somebody else changed this since you opened it/);
  assert.match(late.text, /Something else/, 'what was typed is still there');
  assert.equal((await teacher.get(address)).status, 403);
  assert.equal((await teacher.post(address, { ...fields, csrf: teacher.csrf })).status, 403);
  assert.equal((await quality.get('/standards/iso_21001_2018/clauses/99')).status, 404);
});

test('a clause is added and removed on a page', async () => {
  const address = '/standards/iso_21001_2018/clauses/4.2';
  const version = (await quality.get(address)).text.match(/name="version" value="(\d+)"/)[1];
  const added = await quality.post(address, { csrf: quality.csrf, do: 'add', version, new_number: '4.2/a b', title: 'Parents', asks: '', reason: 'Ours' });
  assert.equal(added.location, '/standards/iso_21001_2018/clauses/4.2/a%20b?notice=added');
  const page = await quality.get('/standards/iso_21001_2018/clauses/4.2/a%20b');
  assert.equal(page.status, 200);
  const newest = page.text.match(/name="version" value="(\d+)"/)[1];
  const twice = await quality.post(address, { csrf: quality.csrf, do: 'add', version: newest, new_number: '4.2/a b', title: 'Parents', asks: '', reason: 'Ours' });
  assert.equal(twice.status, 422);
  assert.match(twice.text, /has a clause 4\.2\/a b already/);
  const removed = await quality.post('/standards/iso_21001_2018/clauses/4.2/a%20b', { csrf: quality.csrf, do: 'remove', version: newest, reason: 'Not needed' });
  assert.equal(removed.location, '/standards/iso_21001_2018?notice=removed');
  const mapped = await quality.post(address, { csrf: quality.csrf, do: 'remove', version: String(Number(newest) + 1), reason: 'Not needed' });
  assert.equal(mapped.status, 422);
  assert.match(mapped.text, /names this clause\. Remove its row there first/);
});

test('a mapping is read by everybody and corrected on a page', async () => {
  const address = '/mappings/iso_21001_2018_to_iso_9001_2015';
  const list = await teacher.get(`${address}?q=7.4.1`);
  assert.match(list.text, /1 row</);
  assert.doesNotMatch(list.text, /Add a row/);
  const row = await quality.get(`${address}/row?from=7.4.1&to=7.4`);
  const version = row.text.match(/name="version" value="(\d+)"/)[1];
  const fields = { csrf: quality.csrf, version, from: '7.4.1', to: '7.4', relationship: 'intersect', provenance: 'Our auditor', reason: 'Corrected' };
  assert.equal((await quality.post(`${address}/row`, { ...fields, do: 'change' })).location, `${address}?notice=saved`);
  assert.match((await teacher.get(`${address}?q=7.4.1`)).text, /overlaps with[^]*Our auditor/);
  const page = await quality.get(address);
  assert.match(page.text, /is now “intersect”, and was “subset”/);
  const wrong = await quality.post(`${address}/row`, { ...fields, do: 'add', from: '4.3', to: '99' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /has no clause “99”/);
  assert.equal((await teacher.post(`${address}/row`, { ...fields, csrf: teacher.csrf })).status, 403);
  assert.equal((await teacher.get('/mappings/nothing')).status, 404);
});

test('the command line lists, exports, compares and imports beside the server', async () => {
  const data = ['--data', w.data];
  assert.match(run('standard', 'list', ...data).out, /standard\tiso_9001_2015\tversion 2\t63 clauses/);
  const file = join(w.folder, 'nine.yaml');
  assert.equal(run('standard', 'export', 'iso_9001_2015', '--output', file, ...data).code, 0);
  assert.equal(run('standard', 'diff', 'iso_9001_2015', file, ...data).out, 'Nothing differs.\n');
  writeFileSync(file, readFileSync(file, 'utf8').replace('version: 2', 'version: 3').replace('"Context', '"Our context').replace('Understanding the organization and its context', 'Our context'));
  assert.match(run('standard', 'diff', 'iso_9001_2015', file, ...data).out, /4\.1 is now called “Our context”/);
  assert.match(run('standard', 'import', file, ...data).out, /version 3 imported/);
  assert.match((await teacher.get('/standards/iso_9001_2015')).text, /Our context/);
  writeFileSync(file, 'standard: x\n');
  const broken = run('standard', 'import', file, ...data);
  assert.equal(broken.code, 1);
  assert.match(broken.error, /nine\.yaml:1: /);
  assert.equal(run('standard', 'export', 'nothing', ...data).code, 1);
  assert.equal(run('verify', ...data).code, 0);
});

test('an outline comes as a workbook, and a workbook that is a bomb is not opened', async (t) => {
  const folder = temporaryFolder(t);
  const parts = (rows) => ({
    '[Content_Types].xml': '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
    '_rels/.rels': '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    'xl/workbook.xml': '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Rules" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows.map((cells, at) => `<row r="${at + 1}">${cells.map((cell, column) => `<c r="${'ABCD'[column]}${at + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`).join('')}</sheetData></worksheet>`,
  });
  const workbook = (name, files) => {
    const home = join(folder, name);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text);
    }
    execFileSync('zip', ['-q', '-r', '-X', `${home}.xlsx`, '.', '-i', '*'], { cwd: home });
    return `${home}.xlsx`;
  };
  const data = ['--data', w.data];
  const rules = workbook('House rules', parts([['number', 'title', 'maintain'], ['1', 'Nobody runs', 'x'], ['2', 'Grüße', '']]));
  const done = run('standard', 'import', rules, ...data);
  assert.equal(done.code, 0, done.error);
  assert.match(done.out, /standard house_rules version 1 imported/);
  const oscal = run('standard', 'export', 'house_rules', '--format', 'oscal', ...data);
  assert.equal(JSON.parse(oscal.out).catalog.groups[0].controls[1].title, 'Grüße');

  const bomb = { ...parts([['number', 'title'], ['1', 'x']]), 'xl/media/image1.bin': Buffer.alloc(220 * 1024 * 1024) };
  const refused = run('standard', 'import', workbook('bomb', bomb), ...data);
  assert.notEqual(refused.code, 0);
  assert.match(refused.error, /workbook was not opened: The archive holds too much/);
  assert.doesNotMatch(run('standard', 'list', ...data).out, /bomb/);
});
