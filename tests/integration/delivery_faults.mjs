// Evidence by webhook into two servers on one PostgreSQL that are killed in turn, each delivery sent to both.
// As a program, within deploy/with_postgresql.sh: node delivery_faults.mjs [deliveries] [kills], 400 and 20 unless told otherwise.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addSource, readLog, sendJson } from './hooks_support.mjs';
import { newDatabase } from './message_faults.mjs';
import { run, World } from './support.mjs';

const folder = mkdtempSync(join(tmpdir(), 'provost-deliveries-'));
const [deliveries = 400, kills = 20] = process.argv.slice(2).map(Number);
const w = new World(folder, { database: newDatabase(process.env.PROVOST_TEST_POSTGRESQL) });
const before = Date.now();
let other;
try {
  await w.start();
  other = await w.beside();
  const source = addSource(w, 'drills', '--rate-limit', '100000');
  const every = Math.floor(deliveries / (kills + 1));
  let twice = 0;
  const untilTaken = async (server, id) => {
    for (;;) {
      try {
        const answer = await sendJson(server, source, { title: id, date: '2026-11-20', clauses: ['7.1.4'], documents: [], person: 'teacher@example.org' }, { id });
        if (answer.status !== 202) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
        if (answer.headers.get('idempotency-replayed')) twice += 1;
        return answer.body.delivery;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
        await new Promise((done) => setTimeout(done, 50));
      }
    }
  };
  for (let number = 0; number < deliveries; ++number) {
    const id = `msg_${number}`;
    const both = Promise.all([untilTaken(w, id), untilTaken(other, id)]);
    if (number % every === every - 1) {
      const killed = number % 2 === 0 ? w : other;
      await killed.stop('SIGKILL');
      await killed.start();
    }
    const [first, second] = await both;
    if (first !== second) throw new Error(`${id} was received as ${first} and as ${second}`);
  }
  // More than a claim holds, so that what a killed server had in hand goes on.
  for (let rounds = 0; readLog(w, undefined, '--state', 'accepted').length > 0; ++rounds) {
    if (rounds > 1200) throw new Error('they are not placed in time');
    await new Promise((done) => setTimeout(done, 250));
  }
  const seen = new Map();
  for (let cursor = ''; cursor !== null;) {
    const answer = await w.api('quality', 'GET', `/cases?workflow=evidence_request&limit=100${cursor && `&cursor=${cursor}`}`);
    for (const { title } of answer.body.items) seen.set(title, (seen.get(title) ?? 0) + 1);
    cursor = answer.body.next;
  }
  const missing = deliveries - seen.size;
  const repeated = [...seen.values()].filter((times) => times > 1).length;
  const whole = run('verify', '--data', w.data).code === 0;
  console.log(`Two servers on PostgreSQL: ${deliveries} deliveries, each to both, ${kills} kills in ${((Date.now() - before) / 1000).toFixed(0)} s: ${seen.size} pieces of evidence, ${missing} missing, ${repeated} made more than once, ${twice} repetitions answered as before; verify ${whole ? 'passes' : 'FAILS'}`);
  process.exitCode = missing === 0 && repeated === 0 && whole ? 0 : 1;
} finally {
  await other?.stop('SIGKILL');
  await w.stop('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
