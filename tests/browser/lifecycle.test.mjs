// A document from the first word to its place in force, by clicking, with scripts and without.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { password, world } from '../integration/support.mjs';
import { complaintsOf, launchBrowser, phone, signedInWith } from './support.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

const signedIn = (...wanted) => signedInWith(browser, ...wanted);

const state = (page) => page.locator('.page-heading .badge').first().textContent();

async function wholeLife(t, options, go = (control) => control.click()) {
  const w = await world(t);
  const author = await signedIn(w, 'author@example.org', options);
  if (options.viewport === phone) await go(author.getByText('Menu').first());
  await go(author.getByRole('link', { name: 'Documents', exact: true }));
  await go(author.getByRole('link', { name: 'New document' }));
  await author.getByLabel('Type').selectOption({ label: 'Policy' });
  await author.getByLabel('Title', { exact: true }).fill('Attendance');
  await author.getByLabel('Text', { exact: true }).fill('# Attendance\n\nLearners attend every lesson.\n');
  await author.getByRole('group', { name: 'Reviewers' }).getByLabel('Rita Reviewer').check();
  await author.getByRole('group', { name: 'Approvers' }).getByLabel('Paul Approver').check();
  await go(author.getByRole('button', { name: 'Create the draft' }));
  assert.equal(await state(author), 'Draft');
  const address = new URL(author.url()).pathname;
  assert.match(address, /^\/documents\/PO-\d{3}$/);

  await go(author.getByRole('link', { name: 'Edit the draft' }));
  await author.getByLabel('Text', { exact: true }).fill('# Attendance\n\nLearners attend **every** lesson, or say why.\n');
  await author.getByLabel('What changed, and why').fill('Says what to do when somebody cannot come');
  await go(author.getByRole('button', { name: 'Save the draft' }));
  await author.waitForURL(address + '?notice=saved');
  assert.match(await author.locator('.markdown-body').innerText(), /or say why/);
  await go(author.getByRole('link', { name: 'Submit' }));
  await go(author.getByRole('button', { name: 'Submit' }));
  assert.equal(await state(author), 'In review');

  const reviewer = await signedIn(w, 'reviewer@example.org', options);
  await go(reviewer.getByRole('link', { name: /Read and answer/ }));
  await go(reviewer.getByRole('link', { name: 'Accept the review' }));
  await go(reviewer.getByRole('button', { name: 'I accept it' }));
  assert.equal(await state(reviewer), 'In approval');

  const approver = await signedIn(w, 'approver@example.org', options);
  await go(approver.getByRole('link', { name: /Read and approve/ }));
  await go(approver.getByRole('link', { name: 'Approve', exact: true }));
  assert.match(await approver.locator('main').innerText(), /I approve this document for use/);
  await approver.getByLabel(/Your password/).fill('not the password');
  await go(approver.getByRole('button', { name: 'Sign and approve' }));
  await approver.getByRole('alert').waitFor();
  await approver.getByLabel(/Your password/).fill(password);
  await go(approver.getByRole('button', { name: 'Sign and approve' }));
  assert.equal(await state(approver), 'Effective');
  const signOffs = await approver.getByRole('table', { name: 'Who answered' }).innerText();
  assert.match(signOffs, /Paul Approver[^]*I approve this document for use/);

  const teacher = await signedIn(w, 'teacher@example.org', options);
  await teacher.goto('/documents?q=lesson');
  await go(teacher.getByRole('link', { name: 'Attendance' }));
  assert.equal(new URL(teacher.url()).pathname, address);
  assert.match(await teacher.locator('.page-heading').innerText(), /Version 1\.0/);
  await go(teacher.getByRole('link', { name: 'Print' }));
  assert.match(await teacher.locator('body').innerText(), /uncontrolled when printed/i);
}

test('a document comes into force', (t) => wholeLife(t, {}));

test('it comes into force by keyboard on a phone without scripts', (t) => wholeLife(
  t, { javaScriptEnabled: false, viewport: phone }, (control) => control.press('Enter')));

test('the preview follows what is typed, and the buttons put marks around what is chosen', async (t) => {
  const w = await world(t);
  const number = await w.newPolicy();
  const author = await signedIn(w, 'author@example.org');
  const complaints = complaintsOf(author);
  await author.goto(`/documents/${number}/edit`);
  const text = author.getByLabel('Text', { exact: true });
  await text.fill('Be kind');
  await text.selectText();
  await author.getByRole('button', { name: 'Bold' }).click();
  assert.equal(await text.inputValue(), '**Be kind**');
  await author.locator('.preview strong', { hasText: 'Be kind' }).waitFor();
  assert.deepEqual(complaints, []);
});

test('two people save the same draft: the second sees both texts and loses none', async (t) => {
  const w = await world(t);
  const number = await w.newPolicy();
  const first = await signedIn(w, 'author@example.org');
  const second = await signedIn(w, 'quality@example.org');
  for (const page of [first, second]) await page.goto(`/documents/${number}/edit`);
  const save = async (page, words) => {
    await page.getByLabel('Text', { exact: true }).fill(`# Attendance\n\n${words}\n`);
    await page.getByLabel('What changed, and why').fill('Another wording');
    await page.getByRole('button', { name: 'Save the draft' }).click();
  };
  await save(first, 'The first wrote this.');
  await first.locator('.markdown-body', { hasText: 'The first wrote this.' }).waitFor();
  await save(second, 'The second wrote that.');
  await second.getByRole('alert').first().waitFor();
  assert.match(await second.locator('.other-text').innerText(), /The first wrote this/);
  assert.match(await second.getByLabel('Text', { exact: true }).inputValue(), /The second wrote that/);
});

test('a form without its token is refused', async (t) => {
  const w = await world(t);
  const author = await signedIn(w, 'author@example.org');
  await author.goto('/account');
  await author.evaluate(() => {
    for (const field of document.querySelectorAll('input[name=csrf]')) field.value = '0'.repeat(64);
  });
  await author.getByLabel('What it is for').fill('A program');
  const answered = author.waitForResponse((response) => response.request().method() === 'POST');
  await author.getByRole('button', { name: 'Make a token' }).click();
  assert.equal((await answered).status(), 403);
});

test('the menu of a phone opens by keyboard and leads on', async (t) => {
  const w = await world(t);
  const author = await signedIn(w, 'author@example.org', { viewport: { width: 390, height: 844 }, javaScriptEnabled: false });
  const link = author.getByRole('link', { name: 'Documents', exact: true });
  assert.equal(await link.isVisible(), false);
  await author.getByText('Menu', { exact: false }).first().focus();
  await author.keyboard.press('Enter');
  await link.click();
  await author.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
});
