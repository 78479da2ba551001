// A gap analysis clause by clause: by keys with what is typed saved by itself, by two assessors at once, without scripts,
// and on a phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { world } from '../integration/support.mjs';
import { assertWellMade, complaintsOf, desktop, launchBrowser, phone, signedInWith } from './support.mjs';

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

const signedIn = (...wanted) => signedInWith(browser, ...wanted);

async function begun(t) {
  const w = await world(t);
  const opened = await w.api('quality', 'POST', '/cases', { workflow: 'gap_analysis', title: 'Where we stand',
    fields: { standard: ['iso_21001_2018', 'iso_9001_2015'], scope: 'All', planned_end: '2030-01-31', assessors: ['teacher@example.org', 'author@example.org'] } });
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  const { key } = opened.body;
  assert.equal((await w.api('quality', 'POST', `/cases/${key}/transitions`, { event: 'begin' })).status, 200);
  const answers = async (clause) => {
    const { body } = await w.api('quality', 'GET', `/cases/${key}/assessment`);
    return body.standards[0].clauses.find((one) => one.clause === clause);
  };
  const until = async (clause, holds) => {
    for (let left = 100; left > 0; left -= 1) {
      const answer = await answers(clause);
      if (holds(answer)) return answer;
      await new Promise((done) => setTimeout(done, 100));
    }
    return assert.fail(`${clause} stays ${JSON.stringify(await answers(clause))}`);
  };
  return { w, key, until, address: `/cases/${key}/assessment` };
}

test('keys give the result, what is typed is saved by itself, and J goes on', async (t) => {
  const { w, key, until, address } = await begun(t);
  const page = await signedIn(w, 'teacher@example.org', { viewport: desktop });
  await page.goto(`/cases/${key}`);
  await page.getByRole('link', { name: 'Assess the clauses' }).click();
  await page.getByRole('link', { name: 'Begin with the first' }).click();
  const title = page.locator('#clauseTitle');
  await title.filter({ hasText: '4.1' }).waitFor();
  await page.keyboard.press('2');
  await until('4.1', ({ result }) => result === 'partial');
  await page.keyboard.press('e');
  await page.keyboard.type('Minutes of June');
  await until('4.1', ({ evidence }) => evidence === 'Minutes of June');
  // What is not saved yet is not lost by going on.
  await page.keyboard.type(' and July');
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await title.filter({ hasText: '4.2' }).waitFor();
  await until('4.1', ({ evidence }) => evidence === 'Minutes of June and July');
  await page.getByLabel('Evidence, or that nothing was found').fill('x');
  await page.keyboard.press('Escape');
  await page.keyboard.press('4');
  await page.getByText('until then it counts as not assessed', { exact: false }).first().waitFor();
  await page.goBack();
  await title.filter({ hasText: '4.1' }).waitFor();
  assert.equal(await page.locator('#evidenceField').inputValue(), 'Minutes of June and July');
  assert.match(await page.locator('#assessmentProgress').innerText(), /50 %.*over 1 of 75 clauses/s);
  await page.goto(`${address}?standard=iso_9001_2015&clause=4.1`);
  assert.match(await page.locator('#clauseState').innerText(), /Carried over from ISO 21001:2018 4\.1/);
});

test('two assessors on one clause: the slower one is told, and keeps or drops their own', async (t) => {
  const { w, until, address } = await begun(t);
  const [teacher, author] = [await signedIn(w, 'teacher@example.org', { viewport: desktop }), await signedIn(w, 'author@example.org', { viewport: desktop })];
  for (const page of [teacher, author]) await page.goto(`${address}?standard=iso_21001_2018&clause=4.1`);
  await author.getByLabel('What is missing').fill('Nobody looks at it every year');
  await author.getByLabel('What is missing').blur();
  await until('4.1', ({ gap }) => gap !== '');
  await teacher.getByLabel('Not at all').check();
  await teacher.getByText('Anna Author has changed the answer to 4.1 meanwhile', { exact: false }).first().waitFor();
  assert.equal((await until('4.1', () => true)).result, 'not_assessed');
  // Going on typing does not overwrite either; only the button does.
  await teacher.getByLabel('Evidence, or that nothing was found').fill('Looked for it');
  await Promise.all([teacher.waitForResponse((response) => response.status() === 412),
    teacher.getByLabel('Evidence, or that nothing was found').blur()]);
  await teacher.getByRole('button', { name: 'Keep mine' }).click();
  // The other field stays as the other person wrote it.
  const kept = await until('4.1', ({ result }) => result === 'none');
  assert.equal(kept.gap, 'Nobody looks at it every year');
});

test('without scripts every clause is assessed with links and buttons', async (t) => {
  const { w, until, address } = await begun(t);
  const page = await signedIn(w, 'teacher@example.org', { viewport: desktop, javaScriptEnabled: false });
  await page.goto(`${address}?standard=iso_21001_2018&clause=4.1`);
  await page.getByLabel('Partly').check();
  await page.getByLabel('Evidence, or that nothing was found').fill('Seen');
  await page.getByRole('button', { name: 'Save' }).click();
  await until('4.1', ({ result, evidence }) => result === 'partial' && evidence === 'Seen');
  await page.getByRole('link', { name: 'Next clause' }).click();
  assert.match(await page.locator('#clauseTitle').innerText(), /^4\.2/);
  await page.getByRole('link', { name: /^Gaps 1/ }).click();
  assert.equal(await page.locator('#clauseList ol a').count(), 1);
});

test('on a phone the chosen clause comes first, and every page is well made', async (t) => {
  const { w, key, address } = await begun(t);
  await w.api('teacher', 'PATCH', `/cases/${key}/assessment/iso_21001_2018/4.1`, { result: 'none', gap: 'Nothing there', action: 'Write it' });
  const page = await signedIn(w, 'teacher@example.org', { viewport: phone });
  const complaints = complaintsOf(page);
  for (const path of [`${address}?standard=iso_21001_2018&clause=4.1`, `${address}/report`]) {
    await page.goto(path);
    await assertWellMade(page, path);
  }
  await page.goto(`${address}?standard=iso_21001_2018&clause=4.1`);
  const [panel, list] = [await page.locator('#clausePanel').boundingBox(), await page.locator('#clauseList').boundingBox()];
  assert.ok(panel.y < list.y, 'the form stands above the list');
  assert.deepEqual(complaints, []);
});
