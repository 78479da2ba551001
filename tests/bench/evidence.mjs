// Measures the register of evidence and the gap analysis on it, and how fast a large file is taken in; prints a table.
//   node tests/bench/evidence.mjs [--quick]     --quick: a small size, to see that it works
// Needs the release program (deploy/install.sh --build, cmake --build --preset release).
import { execFileSync } from 'node:child_process';
import { openSync, closeSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Browser, mustRun, temporaryFolder, World } from '../integration/support.mjs';

const quick = process.argv.includes('--quick');
const groups = quick ? 4 : 20;
const clausesInGroup = quick ? 5 : 20;
const pieces = quick ? 60 : 5000;
const megabytes = quick ? 20 : 1000;
const repeats = quick ? 5 : 40;
const after = [];
const folder = temporaryFolder({ after: (work) => after.push(work) });
const row = (what, value, goal) => console.log(`| ${what.padEnd(62)} | ${value.padStart(22)} | ${goal.padEnd(22)} |`);
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

try {
  const w = new World(folder, { extraConfig: 'largest_upload_megabytes: 2048\nworkers: 2\n' });
  const numbers = [];
  let yaml = 'standard: big\ntitle: Big 1\nedition: "1"\nclauses:\n';
  for (let group = 1; group <= groups; group += 1) {
    yaml += `  - {number: "${group}", title: Group ${group}, assessable: false}\n`;
    for (let clause = 1; clause <= clausesInGroup; clause += 1) {
      numbers.push(`${group}.${clause}`);
      yaml += `  - {number: "${group}.${clause}", title: A clause with a title of usual length ${clause}, maintain: true, asks: "Do what is written here."}\n`;
    }
  }
  writeFileSync(join(folder, 'big.yaml'), yaml);
  mustRun('standard', 'import', join(folder, 'big.yaml'), '--data', w.data);
  await w.start();
  after.push(() => w.stop());

  const handIn = (body, about) => fetch(`${w.address}/api/v1/evidence?${new URLSearchParams(about)}`, {
    method: 'POST', headers: { Authorization: `Bearer ${w.tokens.author}` }, body });
  const times = [];
  for (let at = 0; at < pieces; at += 1) {
    const clauses = [numbers[at % numbers.length], numbers[(at * 7 + 3) % numbers.length]].map((number) => `Big 1 ${number}`);
    const began = performance.now();
    const answer = await handIn(`piece ${at}\n`, { file_name: `piece-${at}.txt`, clauses: [...new Set(clauses)].join(','), ...(at % 3 ? { valid_until: '2099-06-30' } : {}) });
    if (!answer.ok) throw new Error(await answer.text());
    times.push(performance.now() - began);
    if (at % 10 !== 0) {
      const { key } = await answer.json();
      const done = await w.api('quality', 'POST', `/cases/${key}/transitions`, { event: 'accept', fields: {} });
      if (done.status !== 200) throw new Error(JSON.stringify(done.body));
    }
  }
  const gaps = (await w.api('quality', 'POST', '/cases', { workflow: 'gap_analysis', title: 'Big', fields: { standard: ['big'], scope: 'All', planned_end: '2099-01-01', assessors: ['auditor@example.org'] } })).body.key;
  await w.api('quality', 'POST', `/cases/${gaps}/transitions`, { event: 'begin', fields: {} });
  for (const [at, number] of numbers.entries()) {
    const answer = await w.api('auditor', 'PATCH', `/cases/${gaps}/assessment/big/${number}`, { result: ['conforms', 'partial', 'none'][at % 3], evidence: 'Seen', gap: 'Something' });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }
  console.log(`\n${numbers.length} clauses, ${pieces} pieces of evidence, each for one or two clauses\n`);
  row('what', 'measured', 'goal');
  row('-'.repeat(62), '-'.repeat(22), '-'.repeat(22));
  row('handing in a small file, until durable (median)', `${median(times).toFixed(1)} ms`, '');
  const browser = new Browser(w.address);
  await browser.signIn('quality@example.org');
  const pages = { 'the register of evidence': '/evidence', 'the register, evidence of one clause': '/evidence?standard=big&clause=7.7&standing=any',
    'the register, sorted by title': '/evidence?sort=title', 'gap analysis, one clause': `/cases/${gaps}/assessment?standard=big&clause=2.2`,
    'gap report': `/cases/${gaps}/assessment/report`, 'the standard': '/standards/big' };
  for (const [what, path] of Object.entries(pages)) {
    const taken = [];
    for (let at = 0; at < repeats; at += 1) {
      const began = performance.now();
      // Another address each time: the page as kept for the next call is not what is measured.
      const answer = await browser.get(`${path}${path.includes('?') ? '&' : '?'}n=${at}`);
      taken.push(performance.now() - began);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    }
    row(`page: ${what} (median, worst)`, `${median(taken).toFixed(1)} ms, ${Math.max(...taken).toFixed(1)} ms`, 'under 50 ms');
  }

  const large = join(folder, 'large.bin');
  const file = openSync(large, 'w');
  const block = randomBytes(1 << 20);
  for (let at = 0; at < megabytes; at += 1) { block.writeUInt32LE(at, 0); writeSync(file, block); }
  closeSync(file);
  const peak = () => Number(readFileSync(`/proc/${w.server.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1024;
  const before = peak();
  const timed = (command) => { const began = performance.now(); execFileSync('bash', ['-c', command], { cwd: folder }); return (performance.now() - began) / 1000; };
  execFileSync('bash', ['-c', 'cat large.bin > /dev/null'], { cwd: folder });
  const copied = timed('cp large.bin copy.bin && sha256sum copy.bin');
  const durable = timed('rm copy.bin; cp large.bin copy.bin && sync copy.bin && sha256sum copy.bin; rm copy.bin');
  const uploaded = timed(`curl -sf -X POST -H 'Authorization: Bearer ${w.tokens.author}' -T large.bin '${w.address}/api/v1/evidence?file_name=large.bin'`);
  const rate = (seconds) => `${(statSync(large).size / 1e6 / seconds).toFixed(0)} MB/s`;
  row(`cp and sha256sum of ${megabytes} MB`, rate(copied), '');
  row('cp, sync and sha256sum', rate(durable), '');
  row('handing it in, until durable', rate(uploaded), `a third: ${(statSync(large).size / 3e6 / copied).toFixed(0)} MB/s`);
  row('memory of the server at most, before and after', `${before.toFixed(0)} MB, ${peak().toFixed(0)} MB`, 'flat');
} finally {
  for (const work of after.reverse()) await work();
}
