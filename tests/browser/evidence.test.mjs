// Evidence as people meet it: a teacher hands it in from a phone, a quality manager finds it valid on the page of the clause,
// and gives an auditor a pack that opens without the server.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { password, run, temporaryFolder, world } from '../integration/support.mjs';
import { assertFits, assertWellMade, complaintsOf, desktop, launchBrowser, phone, signedInWith } from './support.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

const photo = { name: 'IMG_0042.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64') };

test('asked for on the page of a clause, handed in from a phone, found valid, and given to an auditor', async (t) => {
  const w = await world(t);
  const made = await w.api('quality', 'POST', '/cases', { workflow: 'gap_analysis', title: 'Where we stand',
    fields: { standard: ['iso_21001_2018'], scope: 'All', planned_end: '2030-01-31', assessors: ['quality@example.org'] } });
  const gaps = made.body.key;
  await w.api('quality', 'POST', `/cases/${gaps}/transitions`, { event: 'begin' });

  const quality = await signedInWith(browser, w, 'quality@example.org', { viewport: desktop });
  const complaints = complaintsOf(quality);
  await quality.goto(`/cases/${gaps}/assessment?standard=iso_21001_2018&clause=7.2.1`);
  await quality.getByRole('link', { name: 'Ask for it' }).click();
  assert.equal(await quality.getByLabel('Clause').inputValue(), 'ISO 21001:2018 7.2.1');
  await quality.getByLabel('Title').fill('Qualifications of the teaching staff');
  await quality.getByLabel('What it is to show').fill('Who may teach what, as of this term.');
  await quality.getByLabel('From').selectOption('teacher@example.org');
  await quality.getByRole('button', { name: 'Open' }).click();
  await quality.getByRole('heading', { name: 'Qualifications of the teaching staff', level: 1 }).waitFor();

  // Thirty seconds on a phone: the task, the photo, send.
  const teacher = await signedInWith(browser, w, 'teacher@example.org', { viewport: phone, hasTouch: true, isMobile: true });
  await teacher.getByText('Send the evidence').first().waitFor();
  await teacher.getByRole('link', { name: /Qualifications of the teaching staff|EV-1/ }).first().click();
  await teacher.getByRole('link', { name: 'Hand it in' }).click();
  await assertWellMade(teacher);
  await teacher.getByLabel('File', { exact: true }).setInputFiles(photo);
  await teacher.getByRole('button', { name: 'Hand it in' }).click();
  await teacher.getByText('Received').first().waitFor();
  await teacher.getByRole('link', { name: 'IMG_0042.png' }).waitFor();
  assert.equal(await teacher.getByText('Take it away').count(), 0, 'nobody takes it away any more');
  await assertFits(teacher);

  await quality.goto('/evidence?standing=received');
  await assertWellMade(quality);
  await quality.getByRole('link', { name: 'EV-1' }).click();
  await quality.getByRole('link', { name: 'It is valid' }).click();
  await quality.getByRole('button', { name: 'It is valid' }).click();
  await quality.goto(`/cases/${gaps}/assessment?standard=iso_21001_2018&clause=7.2.1`);
  await quality.getByRole('link', { name: '1 valid piece' }).click();
  await quality.getByRole('heading', { name: 'Evidence for ISO 21001:2018 7.2.1' }).waitFor();

  // One's own, with a wrong date first: what was typed stays.
  await quality.getByRole('link', { name: 'Add evidence' }).click();
  await assertWellMade(quality);
  assert.equal(await quality.getByLabel('Clause 1').inputValue(), 'ISO 21001:2018 7.2.1');
  await quality.getByLabel('… or a web address').fill('https://example.org/staff');
  await quality.getByLabel('Title').fill('List of staff');
  await quality.getByLabel('Valid until').fill('2020-01-01');
  await quality.getByLabel('Checked by').selectOption('auditor@example.org');
  await quality.getByRole('button', { name: 'Hand it in' }).click();
  await quality.getByRole('alert').filter({ hasText: 'expired already' }).waitFor();
  assert.equal(await quality.getByLabel('Title').inputValue(), 'List of staff');
  await quality.getByLabel('Valid until').fill('');
  await quality.getByRole('button', { name: 'Hand it in' }).click();
  await quality.getByText('Somebody else looks at it now').waitFor();

  await quality.goto('/evidence/pack');
  await assertWellMade(quality);
  await quality.getByLabel('ISO 21001:2018').check();
  await quality.getByLabel('For', { exact: true }).fill('Certification body');
  await quality.getByLabel('Your password').fill(password);
  const waiting = quality.waitForEvent('download');
  await quality.getByRole('button', { name: 'Sign and download' }).click();
  const folder = temporaryFolder(t);
  const pack = join(folder, 'pack.zip');
  await (await waiting).saveAs(pack);
  assert.equal(run('pack', 'verify', pack).code, 0);
  // A refused form is an answer that the browser mentions.
  assert.deepEqual(complaints.filter((one) => !one.includes('409')), []);

  mkdirSync(join(folder, 'unpacked'));
  execFileSync('python3', ['-m', 'zipfile', '-e', pack, join(folder, 'unpacked')]);
  const offline = await (await browser.newContext({ viewport: phone, offline: true })).newPage();
  const offlineComplaints = complaintsOf(offline);
  await offline.goto(pathToFileURL(join(folder, 'unpacked', 'index.html')).href);
  await offline.getByText('Qualifications of the teaching staff').waitFor();
  await assertFits(offline);
  const download = await offline.getByRole('link', { name: 'IMG_0042.png' }).getAttribute('href');
  assert.match(download, /^evidence\/EV-1\//);
  assert.deepEqual(offlineComplaints, []);
});
