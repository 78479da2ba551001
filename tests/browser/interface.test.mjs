// The page that tries the interface for programs, as people use it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { temporaryFolder, World } from '../integration/support.mjs';
import { assertWellMade, complaintsOf, desktop, launchBrowser, phone, signedInWith } from './support.mjs';

let browser;
let w;
const cleanUp = [];

before(async () => {
  w = await new World(temporaryFolder({ after: (work) => cleanUp.push(work) })).start();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await w?.stop('SIGKILL');
  for (const work of cleanUp) work();
});

test('an operation is chosen, sent as the person, and its answer shown', async () => {
  const page = await signedInWith(browser, w, 'author@example.org', { viewport: desktop });
  const complaints = complaintsOf(page);
  await page.goto('/account');
  await page.getByRole('link', { name: 'Look at the interface and try it' }).click();
  await page.getByLabel('Operation').selectOption('createDocument');
  await page.getByLabel('Idempotency-Key').fill('tried-once');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: /^201/ }).waitFor();
  assert.match(await page.locator('#answerBody').textContent(), /"number": "PO-001"/);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('idempotent-replayed: true').waitFor();
  assert.equal((await w.api('quality', 'GET', '/documents?state=any')).body.total, 1);
  await page.getByLabel('Operation').selectOption('getDocument');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('"state": "draft"', { exact: false }).first().waitFor();
  await assertWellMade(page);
  assert.deepEqual(complaints, []);
  await page.setViewportSize(phone);
  await assertWellMade(page);
});

test('what is not allowed is told as it is', async () => {
  const page = await signedInWith(browser, w, 'teacher@example.org', { viewport: desktop });
  await page.goto('/account/api');
  await page.getByLabel('Operation').selectOption('listPeople');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: /^403/ }).waitFor();
  assert.match(await page.locator('#answerBody').textContent(), /Your roles do not allow this/);
});
