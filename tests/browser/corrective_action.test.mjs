// A corrective action on its way, as people do it: with the pages only, with scripts and without, by mouse and by keyboard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { password, world } from '../integration/support.mjs';
import { assertWellMade, complaintsOf, desktop, launchBrowser, phone, signedInWith } from './support.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

const byKeyboard = (control, key = 'Enter') => control.press(key);
const byMouse = (control) => control.click();

const signedIn = (...wanted) => signedInWith(browser, ...wanted);

const state = (page) => page.locator('.page-heading .badge').first().textContent();

async function onItsWay(t, options, go) {
  const w = await world(t);
  const quality = await signedIn(w, 'quality@example.org', options);
  await quality.goto('/cases');
  await go(quality.getByRole('link', { name: 'Open a case' }));
  await go(quality.getByRole('link', { name: 'Corrective action', exact: true }));
  await quality.getByLabel('Title', { exact: false }).first().fill('Registers are missing');
  await quality.getByLabel('Nonconformity').fill('Three registers of October are missing');
  await quality.getByLabel('Grade').selectOption({ label: 'Minor nonconformity' });
  await quality.getByLabel('Evidence').fill('Folder 3B');
  await quality.getByLabel('Responsible for the action').selectOption({ label: 'Theo Teacher' });
  await go(quality.getByRole('button', { name: 'Open the case' }));
  assert.equal(await state(quality), 'Open');
  const address = new URL(quality.url()).pathname;

  await quality.getByLabel('Write a comment').fill('Please begin this week.');
  await go(quality.getByRole('group', { name: 'Tell' }).getByLabel('Theo Teacher'), 'Space');
  await quality.getByLabel('Somebody else').selectOption({ label: 'Anna Author' });
  await go(quality.getByRole('button', { name: 'Send' }));
  assert.match(await quality.locator('.comment').innerText(), /Please begin this week\.\s+Told: Theo Teacher, Anna Author/);

  const teacher = await signedIn(w, 'teacher@example.org', options);
  assert.match(await teacher.locator('.notices').first().innerText(), /Quentin Quality mentions you/);
  await go(teacher.getByRole('link', { name: /Go to it/ }));
  assert.equal(new URL(teacher.url()).pathname, address);
  await go(teacher.getByRole('link', { name: 'It is put right and contained' }));
  await teacher.getByLabel('Correction').fill('Written anew from the class diaries');
  await teacher.getByLabel('Similar cases').fill('None found');
  await go(teacher.getByRole('button', { name: 'It is put right and contained' }));
  assert.equal(await state(teacher), 'Contained');

  // The board offers the same steps, and keeps to it.
  await teacher.goto('/cases/board');
  await teacher.getByLabel('Workflow').selectOption({ label: 'Corrective action' });
  await go(teacher.getByRole('button', { name: 'Show' }));
  await go(teacher.locator('.board summary').first());
  if (options.javaScriptEnabled !== false) await assertWellMade(teacher);
  await go(teacher.locator('.board').getByRole('link', { name: /Look for the cause/ }));
  await teacher.getByLabel('Method').selectOption({ label: 'Five whys' });
  await go(teacher.getByRole('button', { name: 'Look for the cause' }));
  assert.equal(await state(teacher), 'Looking for the cause');

  await go(teacher.getByRole('link', { name: 'Hand in cause and plan' }));
  for (const [row, why] of ['Forgotten', 'No reminder', 'Nobody named'].entries()) {
    await teacher.getByLabel(`Because, row ${row + 1}`).fill(why);
  }
  await teacher.getByLabel('Root cause').fill('Nobody is named');
  await teacher.getByLabel('Action, row 1').fill('Name a person');
  await teacher.getByLabel('Who, row 1').selectOption({ label: 'Theo Teacher' });
  await teacher.getByLabel('Until, row 1').fill('2027-03-01');
  await teacher.getByLabel('All actions done by').fill('2027-03-10');
  await teacher.getByLabel('How we will see that it worked').fill('No gap for a month');
  await go(teacher.getByRole('button', { name: 'Hand in cause and plan' }));
  assert.equal(await state(teacher), 'Plan under review');

  await quality.goto(address);
  await go(quality.getByRole('link', { name: 'Accept the plan' }));
  await quality.getByLabel(/Your password/).fill('not the password');
  await go(quality.getByRole('button', { name: 'Accept the plan' }));
  await quality.getByRole('alert').waitFor();
  await quality.getByLabel(/Your password/).fill(password);
  await go(quality.getByRole('button', { name: 'Accept the plan' }));
  assert.equal(await state(quality), 'Being implemented');
  assert.match(await quality.locator('.timeline').innerText(), /Signed: “I accept this cause and this plan”/);
}

test('a corrective action is contained, analysed, planned and accepted', (t) => onItsWay(t, { viewport: desktop }, byMouse));

test('the same by keyboard on a phone without scripts', (t) => onItsWay(
  t, { javaScriptEnabled: false, viewport: phone }, byKeyboard));

test('a filter is kept, chosen and removed, and its address shows the same to somebody else', async (t) => {
  const w = await world(t);
  for (const title of ['Registers are missing', 'Doors are locked']) {
    const made = await w.api('quality', 'POST', '/cases', { workflow: 'corrective_action', title, fields: { nonconformity: title, grade: 'minor', evidence: 'Seen' } });
    assert.equal(made.status, 201, JSON.stringify(made.body));
  }
  await w.api('quality', 'POST', '/cases', { workflow: 'feedback_action', title: 'Longer library hours', fields: { feedback: 'Please' } });
  const page = await signedIn(w, 'quality@example.org', {});
  await page.goto('/cases');
  assert.match(await page.locator('caption').innerText(), /3 cases/);
  await page.getByLabel('Workflow').selectOption({ label: 'Corrective action' });
  await byKeyboard(page.getByRole('button', { name: 'Show' }));
  assert.match(await page.locator('caption').innerText(), /2 cases/);
  await page.getByLabel('State', { exact: true }).selectOption({ label: 'Open' });
  await page.getByLabel('Owner').selectOption({ label: 'Me' });
  await page.getByLabel('Key or words of the title').fill('doors');
  await byKeyboard(page.getByRole('button', { name: 'Show' }));
  assert.match(await page.locator('caption').innerText(), /1 case$/);

  await byKeyboard(page.getByText('Keep this filter'));
  await page.getByLabel('Name').fill('My doors');
  await byKeyboard(page.getByRole('button', { name: 'Keep it' }));
  const kept = page.getByRole('navigation', { name: 'My filters' });
  assert.equal(await kept.getByRole('link', { name: 'My doors' }).getAttribute('aria-current'), 'page');
  await assertWellMade(page);

  await byKeyboard(page.getByRole('link', { name: 'Clear' }));
  assert.match(await page.locator('caption').innerText(), /3 cases/);
  await byKeyboard(kept.getByRole('link', { name: 'My doors' }));
  assert.match(await page.locator('caption').innerText(), /1 case$/);
  const shared = new URL(page.url());

  // The workflow is changed while its states are still on offer: they are not those of the other one.
  await page.getByLabel('Workflow').selectOption({ label: 'Feedback action' });
  await page.getByLabel('Key or words of the title').fill('');
  await byKeyboard(page.getByRole('button', { name: 'Show' }));
  assert.match(await page.locator('caption').innerText(), /1 case$/);

  const other = await signedIn(w, 'admin@example.org', {});
  await other.goto(shared.pathname + shared.search.replace('owner=me', 'owner=quality%40example.org'));
  assert.match(await other.locator('tbody').innerText(), /Doors are locked/);
  assert.equal(await other.getByRole('navigation', { name: 'My filters' }).count(), 0);

  await byKeyboard(kept.getByRole('button', { name: /Remove the filter My doors/ }));
  assert.equal(await kept.count(), 0);
});

test('somebody stands in, which both see, until it is ended', async (t) => {
  const w = await world(t);
  const made = await w.api('quality', 'POST', '/cases', { workflow: 'corrective_action', title: 'Registers are missing',
    fields: { nonconformity: 'Missing', grade: 'minor', evidence: 'Seen', responsible: 'teacher@example.org' } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const options = { javaScriptEnabled: false, viewport: phone };
  const teacher = await signedIn(w, 'teacher@example.org', options);
  const complaints = complaintsOf(teacher);
  await byKeyboard(teacher.getByRole('link', { name: 'Stand-ins' }));
  assert.equal(await teacher.getByLabel('Whose tasks').count(), 0);
  await teacher.getByLabel('Who stands in', { exact: true }).selectOption({ label: 'Sam Author' });
  const last = new Date(Date.now() + 5 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  await teacher.getByLabel('Last day').fill(last);
  await teacher.getByLabel('Why', { exact: true }).fill('School trip');
  await byKeyboard(teacher.getByRole('button', { name: 'Hand the tasks over' }));
  await teacher.getByText('Sam Author', { exact: false }).first().waitFor();
  await teacher.goto('/');
  assert.match(await teacher.locator('main').innerText(), /Sam Author stands in for you until/);

  const sam = await signedIn(w, 'second.author@example.org', options);
  assert.match(await sam.locator('main').innerText(), /You stand in for Theo Teacher until[^]*Registers are missing[^]*In place of Theo Teacher/);

  const quality = await signedIn(w, 'quality@example.org', options);
  await quality.goto('/stand-in');
  assert.ok(await quality.getByLabel('Whose tasks').isVisible());
  await byKeyboard(quality.getByRole('button', { name: /End it now.*Sam Author stands in for Theo Teacher/ }));
  await sam.goto('/');
  assert.doesNotMatch(await sam.locator('main').innerText(), /In place of Theo Teacher/);
  assert.deepEqual(complaints, []);
});
