// Every page that a person can reach by links, as several roles: it opens, keeps to the rules of accessibility, fits on a
// desktop and on a phone, and nothing in the console complains. A page that is built as one that another role was shown
// is not measured against the rules of accessibility again; preview_pages does so on a phone.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { password, people, temporaryFolder, World } from '../integration/support.mjs';
import { assertFits, assertWellMade, buildOf, complaintsOf, desktop, launchBrowser, phone } from './support.mjs';

let browser;
let w;
const cleanUp = [];

before(async () => {
  w = await new World(temporaryFolder({ after: (work) => cleanUp.push(work) })).start();
  await w.release(await w.newPolicy());
  await w.newPolicy({ title: 'Safeguarding' });
  const revised = await w.newPolicy({ title: 'Admission', markdown: '# Admission\n\n| Step | Days |\n|---|---|\n| Answer | 5 |\n\n- [x] done\n' });
  await w.release(revised);
  const done = await w.event('author', revised, 'revise', { comment: 'Shorter times' });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  const opened = await w.api('quality', 'POST', '/cases', { workflow: 'corrective_action', title: 'Registers are missing',
    fields: { nonconformity: 'Three registers are missing', grade: 'minor', evidence: 'Folder 3B', responsible: 'teacher@example.org' } });
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  const { key } = opened.body;
  await w.api('quality', 'POST', `/cases/${key}/comments`, { text: 'Please look, @Theo Teacher and @Anna Author' });
  await w.api('quality', 'POST', `/cases/${key}/links`, { kind: 'clause', target: '8.5.2' });
  for (const [event, fields] of [['contain', { correction: 'Written anew', similar_cases: 'None' }], ['analyse', {}]]) {
    assert.equal((await w.api('teacher', 'POST', `/cases/${key}/transitions`, { event, fields })).status, 200);
  }
  const gaps = await w.api('quality', 'POST', '/cases', { workflow: 'gap_analysis', title: 'Where we stand',
    fields: { standard: 'iso_21001_2018', scope: 'All', planned_end: '2030-01-31', assessors: ['author@example.org'] } });
  assert.equal((await w.api('quality', 'POST', `/cases/${gaps.body.key}/transitions`, { event: 'begin' })).status, 200);
  const journey = await w.api('principal', 'POST', '/cases', { workflow: 'certification_journey', title: 'Certified by June',
    fields: { standard: 'iso_21001_2018', scope: 'All programmes', target: '2027-06-30', gap_analysis_end: '2027-01-15' } });
  assert.equal(journey.status, 201, JSON.stringify(journey.body));
  for (const [name, query] of [['Overdue', 'status=overdue'], ['Mine', 'owner=me&sort=due']]) {
    assert.equal((await w.api('quality', 'POST', '/saved-filters', { name, query })).status, 201);
  }
  const days = [0, 7].map((later) => new Date(Date.now() + later * 24 * 60 * 60 * 1000).toISOString().slice(0, 10));
  const standIn = await w.api('teacher', 'POST', '/delegations', { to: 'quality@example.org', first_day: days[0], last_day: days[1], reason: 'On leave' });
  assert.equal(standIn.status, 201, JSON.stringify(standIn.body));
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await w?.stop('SIGKILL');
  for (const work of cleanUp) work();
});

// Pages of one kind are looked at once: PO-001 stands for every document, 1.0 for every version.
const kindOf = (path) => path.replace(/[A-Z]{2,6}-\d+/, 'NUMBER').replace(/cases\/new\/\w+/, 'cases/new/WORKFLOW').replace(/workflows\/\w+/, 'workflows/WORKFLOW').replace(/steps\/\w+/, 'steps/EVENT').replace(/standards\/[\w.-]+/, 'standards/STANDARD').replace(/clauses\/.+/, 'clauses/NUMBER').replace(/mappings\/[\w.-]+/, 'mappings/MAPPING').replace(/row\?.*/, 'row').replace(/versions\/\d+\.\d+/, 'versions/V').replace(/people\/[^/]*@[^/]*|people\/[^/]*%40[^/]*/, 'people/EMAIL');

const looked = new Set();

async function pagesFrom(page, start) {
  const seen = new Map();
  const waiting = [start];
  while (waiting.length > 0) {
    const path = waiting.shift();
    const kind = kindOf(path);
    if (seen.has(kind)) continue;
    seen.set(kind, path);
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    const build = await buildOf(page);
    if (looked.has(build)) await assertFits(page, path);
    else await assertWellMade(page, path);
    looked.add(build);
    await page.setViewportSize(phone);
    await assertFits(page, `${path} on a phone`);
    await page.setViewportSize(desktop);
    const links = await page.locator('a[href^="/"]').evaluateAll((list) => list.map((link) => link.getAttribute('href')));
    for (const link of links) {
      const { pathname, search } = new URL(link, w.address);
      // Downloads, and what programs read, are no pages.
      if (!/\/(file|export|paper)$|\/files\/|\/events$|^\/api\//.test(pathname)) waiting.push(pathname.endsWith('/row') ? pathname + search : pathname);
    }
  }
  return [...seen.keys()];
}

describe('every page', () => {
  for (const [email, least] of [
    ['admin@example.org', ['/', '/documents', '/people', '/people/new', '/people/EMAIL', '/organisation', '/account']],
    ['quality@example.org', ['/import', '/audit-trail', '/documents/new', '/documents/NUMBER/details', '/cases/NUMBER', '/cases/board', '/cases/calendar', '/cases/new', '/cases/new/WORKFLOW', '/workflows', '/workflows/WORKFLOW', '/journey', '/journey/report', '/stand-in', '/standards', '/standards/STANDARD', '/standards/STANDARD/clauses/NUMBER', '/mappings/MAPPING', '/mappings/MAPPING/row', '/evidence', '/evidence/pack']],
    ['external@example.org', ['/evidence', '/evidence/requests']],
    ['author@example.org', ['/documents/NUMBER/edit', '/documents/NUMBER/details']],
    ['reviewer@example.org', ['/documents/NUMBER', '/documents/NUMBER/compare', '/documents/NUMBER/history']],
    ['auditor@example.org', ['/audit-trail', '/documents/NUMBER/versions/V/print']],
    ['teacher@example.org', ['/', '/documents', '/documents/NUMBER', '/account', '/stand-in', '/cases/NUMBER/steps/EVENT']],
  ]) {
    test(`that ${people[email][0]} can reach`, async () => {
      const context = await browser.newContext({ baseURL: w.address, viewport: desktop });
      const page = await context.newPage();
      const complaints = complaintsOf(page);
      await page.goto('/sign-in');
      await assertWellMade(page);
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      const kinds = await pagesFrom(page, email.startsWith('author') ? '/documents/PO-002' : '/');
      for (const kind of least) assert.ok(kinds.includes(kind), `${kind} is not among ${kinds.join(' ')}`);
      assert.deepEqual(complaints, []);
      await context.close();
    });
  }

  test('that does not exist says so', async () => {
    const context = await browser.newContext({ baseURL: w.address });
    const page = await context.newPage();
    const answer = await page.goto('/nowhere');
    assert.equal(answer.status(), 404);
    await assertWellMade(page);
  });
});
