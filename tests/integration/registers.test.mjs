// The registers beside the master list: of external documents, with issuer, edition and the day of the next check.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { Browser, sourceFolder, world } from './support.mjs';

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

test('the measurements of evidence can be taken', () => {
  const table = execFileSync('node', [join(sourceFolder, 'tests/bench/evidence.mjs'), '--quick'], { encoding: 'utf8' });
  assert.match(table, /handing it in, until durable +\| +\d+ MB\/s/);
  assert.match(table, /gap report \(median, worst\) +\| +[\d.]+ ms/);
});
