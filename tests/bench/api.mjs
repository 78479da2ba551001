// Measures the reading operations of the API that are used most, with many documents and cases; prints a table.
//   node tests/bench/api.mjs [--quick]     --quick: a hundredth of the size, to see that it works
// Needs the release program and build/release/cases_bench (cmake --preset release -DPROVOST_BENCHMARKS=ON, then build).
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, sourceFolder, temporaryFolder, World } from '../integration/support.mjs';

const quick = process.argv.includes('--quick');
const documents = quick ? 50 : 5000;
const cases = quick ? 200 : 20_000;
const repeats = quick ? 5 : 60;
const goal = 50; // ms, for 95 of 100 answers
const after = [];
const folder = temporaryFolder({ after: (work) => after.push(work) });
const row = (...cells) => console.log(`| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(58) : cell.padStart(10))).join(' | ')} |`);

try {
  const w = new World(folder);
  const texts = join(folder, 'texts');
  mkdirSync(texts);
  for (let at = 0; at < documents; at += 1) {
    const clause = `8.${1 + (at % 7)}`;
    writeFileSync(join(texts, `policy-${at}.md`), `---\nclauses: ["ISO 21001:2018 ${clause}"]\n---\n# Policy number ${at}\n\n${`Learners and staff do what is written in part ${at}. `.repeat(30)}\n`);
  }
  mustRun('import', texts, '--data', w.data, '--type', 'policy', '--owner', 'author@example.org', '--effective');
  execFileSync(join(sourceFolder, 'build/release/cases_bench'), ['seed', w.data, String(cases)]);
  await w.start();
  after.push(() => w.stop());
  const journey = await w.api('principal', 'POST', '/cases', { workflow: 'certification_journey', title: 'Certified by June', fields: { standard: 'iso_21001_2018', scope: 'All programmes', target: '2027-06-30' } });
  if (journey.status !== 201) throw new Error(JSON.stringify(journey.body));
  const key = (await w.api('quality', 'GET', '/cases?limit=1')).body.items[0].key;
  const asked = ['/work', '/tasks', '/cases', '/cases?sort=due', '/cases?q=training', '/cases?status=any&sort=title&limit=200', `/cases/${key}`, '/cases/calendar',
    '/documents', '/documents?q=learners', '/documents?sort=-changed&limit=200', '/documents/PO-001', '/evidence', '/audit-trail', '/people', '/journey', '/standards/iso_21001_2018', '/account'];
  console.log(`\n${documents} documents, ${cases} cases; milliseconds, of ${repeats}\n`);
  row('what', 'median', '95 of 100', 'worst', 'goal');
  row('-'.repeat(58), ...Array(4).fill('-'.repeat(10)));
  const measure = async (what, ask) => {
    const times = [];
    for (let at = 0; at < repeats; at += 1) {
      const began = performance.now();
      const { status, body } = await ask(at);
      times.push(performance.now() - began);
      if (status !== 200) throw new Error(`${what}: ${status} ${JSON.stringify(body)}`);
    }
    times.sort((a, b) => a - b);
    const shown = [0.5, 0.95, 1].map((share) => times[Math.ceil(share * times.length) - 1].toFixed(1));
    row(what, ...shown, Number(shown[1]) <= goal ? `<= ${goal}` : 'MISSED');
  };
  for (const path of asked) await measure(path, () => w.api('quality', 'GET', path));
  for (const path of ['/cases?status=any&limit=200', '/documents?sort=title&limit=200']) {
    let next = '';
    await measure(`${path}, going on with its cursor`, async () => {
      const answer = await w.api('quality', 'GET', path + next);
      next = answer.body.next ? `&cursor=${answer.body.next}` : '';
      return answer;
    });
  }
} finally {
  for (const work of after.reverse()) await work();
}
