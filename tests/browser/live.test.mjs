// Pages that stay open while others work: they say so, keep what is typed, and hold no line to the server unseen.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addSource, sendJson, settled } from '../integration/hooks_support.mjs';
import { temporaryFolder, World } from '../integration/support.mjs';
import { assertWellMade, complaintsOf, desktop, launchBrowser, signedInWith } from './support.mjs';

let browser;
let w;
let key;
const cleanUp = [];

before(async () => {
  browser = await launchBrowser();
  w = await new World(temporaryFolder({ after: (work) => cleanUp.push(work) })).start();
  key = await training();
});

after(async () => {
  await browser?.close();
  await w?.stop('SIGKILL');
  for (const work of cleanUp) work();
});

async function training() {
  const made = await w.api('quality', 'POST', '/cases', { workflow: 'training_assignment', title: 'Fire safety',
    fields: { course: 'Fire safety for everybody', participant: 'teacher@example.org', due_on: '2030-01-31' } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.key;
}
const comment = (text) => w.api('quality', 'POST', `/cases/${key}/comments`, { text });

describe('a page that stays open', () => {
  test('says that something changed here, and shows it when asked', async () => {
    const page = await signedInWith(browser, w, 'teacher@example.org', { viewport: desktop });
    const complaints = complaintsOf(page);
    await page.goto(`/cases/${key}`);
    assert.equal((await comment('Please bring the certificate.')).status, 201);
    await page.getByText('Something changed here.').waitFor();
    assert.equal(await page.getByText('Please bring the certificate.').count(), 0, 'nothing moves by itself');
    await assertWellMade(page);
    await page.getByRole('link', { name: 'Show it' }).click();
    await page.getByText('Please bring the certificate.').waitFor();
    await page.waitForTimeout(1000);
    assert.equal(await page.getByText('Something changed here.').count(), 0, 'what is shown is not told again');
    assert.deepEqual(complaints, []);
    await page.context().close();
  });

  test('says that something came in, though the audit trail knows nothing of it', async () => {
    const source = addSource(w, 'drills');
    const page = await signedInWith(browser, w, 'quality@example.org', { viewport: desktop });
    await page.goto('/deliveries');
    await page.waitForTimeout(1000);
    assert.equal(await page.getByText('Something changed here.').count(), 0);
    const id = (await sendJson(w, source, { nothing: 'known' })).body.delivery;
    await page.getByText('Something changed here.').waitFor();
    await settled(w, id);
    await page.getByRole('link', { name: 'Show it' }).click();
    await page.getByRole('link', { name: `Delivery ${id}` }).waitFor();
    await page.waitForTimeout(1500);
    assert.equal(await page.getByText('Something changed here.').count(), 0, 'what is shown is not told again');
    await page.context().close();
  });

  test('keeps what is typed', async () => {
    const page = await signedInWith(browser, w, 'teacher@example.org', { viewport: desktop });
    await page.goto(`/cases/${key}`);
    const field = page.locator('main textarea').first();
    await page.evaluate(() => { for (const one of document.querySelectorAll('main details')) one.open = true; });
    await field.fill('I am in the middle of a sent');
    assert.equal((await comment('One more thing.')).status, 201);
    await page.getByText('What you have typed stays.').waitFor();
    const [other] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('link', { name: 'Show it in a new tab' }).click()]);
    await other.getByText('One more thing.').waitFor();
    assert.equal(await field.inputValue(), 'I am in the middle of a sent');
    await page.context().close();
  });

  test('counts the tasks that wait, on every page', async () => {
    const page = await signedInWith(browser, w, 'teacher@example.org', { viewport: desktop });
    await page.goto('/documents');
    const badge = page.locator('nav a[href="/"] .badge').first();
    await badge.getByText('1').waitFor();
    await training();
    await badge.getByText('2').waitFor();
    await page.goto('/');
    await training();
    await page.getByText('Something changed here.').waitFor();
    await page.context().close();
  });

  test('brings the journey up to date in place', async () => {
    const journey = await w.api('principal', 'POST', '/cases', { workflow: 'certification_journey', title: 'Certified by June',
      fields: { standard: 'iso_21001_2018', scope: 'All programmes', target: '2030-06-30', gap_analysis_end: '2030-01-15' } });
    assert.equal(journey.status, 201, JSON.stringify(journey.body));
    const page = await signedInWith(browser, w, 'principal@example.org', { viewport: desktop });
    await page.goto('/journey');
    const gaps = await w.api('quality', 'POST', '/cases', { workflow: 'gap_analysis', title: 'Where we stand',
      fields: { standard: 'iso_21001_2018', scope: 'All', planned_end: '2030-01-10', assessors: ['author@example.org'] } });
    assert.equal(gaps.status, 201, JSON.stringify(gaps.body));
    await page.getByText('Where we stand').first().waitFor();
    await page.context().close();
  });

  test('holds a line only while somebody looks at it', async () => {
    const page = await signedInWith(browser, w, 'reviewer@example.org', { viewport: desktop });
    const asked = [];
    page.on('request', (request) => { if (request.url().includes('/events')) asked.push(request); });
    const ended = [];
    page.on('requestfailed', (request) => { if (request.url().includes('/events')) ended.push(request); });
    await page.goto('/documents');
    await page.waitForTimeout(500);
    assert.equal(asked.length, 1);
    ended.length = 0; // the line of the page before this one
    const hide = (state) => page.evaluate((wanted) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => wanted });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
    await hide('hidden');
    await page.waitForTimeout(500);
    assert.equal(ended.length, 1);
    await hide('visible');
    await page.waitForTimeout(500);
    assert.equal(asked.length, 2);
    await page.context().close();
  });
});
