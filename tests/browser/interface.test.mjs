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

test('a double click sends once, and the same form sent again is the same request', async () => {
  const page = await signedInWith(browser, w, 'author@example.org', { viewport: desktop });
  await page.goto('/account/api');
  await page.getByLabel('Operation').selectOption('createDocument');
  const keys = [];
  page.on('request', (request) => { if (request.method() === 'POST') keys.push(request.headers()['idempotency-key']); });
  // Held back, so that the second click comes while the first is under way.
  await page.route('**/api/v1/documents', async (route) => { await new Promise((done) => setTimeout(done, 300)); await route.continue(); });
  await page.getByLabel('Body (JSON)').fill(JSON.stringify({ type: 'policy', title: 'Sent once', markdown: '# Once' }));
  const send = page.getByRole('button', { name: 'Send' });
  await send.dblclick();
  assert.equal(await send.getAttribute('aria-disabled'), 'true');
  await page.getByRole('heading', { name: /^201/ }).waitFor();
  assert.equal(keys.length, 1);
  await send.click();
  await page.getByText('idempotent-replayed: true').waitFor();
  assert.equal(keys[1], keys[0]);
  assert.match(keys[0], /^[0-9a-f]{32}$/);
  await page.getByLabel('Body (JSON)').fill(JSON.stringify({ type: 'policy', title: 'Sent twice', markdown: '# Twice' }));
  await Promise.all([page.waitForResponse('**/api/v1/documents'), send.click()]);
  assert.notEqual(keys[2], keys[0], 'what was changed is another request');
  const titles = (await w.api('quality', 'GET', '/documents?state=any&q=sent')).body.items.map((each) => each.title);
  assert.deepEqual(titles.sort(), ['Sent once', 'Sent twice']);
});

test('an operation is found by its words with the keyboard', async () => {
  const page = await signedInWith(browser, w, 'author@example.org', { viewport: phone });
  const complaints = complaintsOf(page);
  await page.goto('/account/api');
  await page.getByText(/^\d{3} operations$/).waitFor();
  await page.getByLabel('Find by words').focus();
  await page.keyboard.type('evidence hand');
  await page.getByText('1 operation', { exact: true }).waitFor();
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'operationField');
  await page.getByText('POST /api/v1/evidence', { exact: false }).waitFor();
  await page.getByLabel('Find by words').fill('/people/{email} chats get');
  await page.getByText('GET /api/v1/people/{email}/chats', { exact: false }).waitFor();
  await page.getByLabel('Find by words').fill('no such words');
  await page.getByText('No operation has these words.').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Send' }).isVisible(), false);
  await page.getByLabel('Find by words').fill('');
  await page.getByText(/^\d{3} operations$/).waitFor();
  await assertWellMade(page);
  assert.deepEqual(complaints, []);
});

test('a form names what there is here, or nothing', async () => {
  const page = await signedInWith(browser, w, 'author@example.org', { viewport: desktop });
  await page.goto('/account/api');
  await page.getByLabel('Operation').selectOption('getVersionContent');
  const value = (name) => page.locator(`[data-name="${name}"]`).inputValue();
  await page.waitForFunction(() => document.querySelector('[data-name="version"]').value !== '');
  assert.deepEqual([await value('number'), await value('version')], ['PO-001', '0.1']);
  await page.getByLabel('Operation').selectOption('createDocument');
  await page.waitForFunction(() => document.getElementById('bodyField').value !== '');
  const body = JSON.parse(await page.getByLabel('Body (JSON)').inputValue());
  assert.deepEqual([body.owner, body.reviewers, body.approvers], ['author@example.org', [], []]);
  // A case that is not there is not made up, and what would go away is named by whoever sends it.
  for (const [operation, parameter] of [['getCase', 'key'], ['removeHoliday', 'day'], ['disablePerson', 'email']]) {
    await page.getByLabel('Operation').selectOption(operation);
    assert.equal(await value(parameter), '', operation);
  }
  await page.getByRole('button', { name: 'Send' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.dataset.name), 'email', 'what is missing is asked for');
});

test('what is not allowed is told as it is', async () => {
  const page = await signedInWith(browser, w, 'teacher@example.org', { viewport: desktop });
  await page.goto('/account/api');
  await page.getByLabel('Operation').selectOption('listPeople');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: /^403/ }).waitFor();
  assert.match(await page.locator('#answerBody').textContent(), /Your roles do not allow this/);
});
