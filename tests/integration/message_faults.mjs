// Messages through a network that drops, delays, truncates and repeats, from a server that is killed again and again.
// As a program: node message_faults.mjs [messages] [kills], 10 000 and 100 unless told otherwise. Within
// deploy/with_postgresql.sh, two servers share one database and are killed in turn.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Sink } from './sink.mjs';
import { Browser, mustRun, World } from './support.mjs';

const faults = ['drop', 'vanish', 'cut', 'refuse', 'busy'];

// An empty database on the server of the tests.
export function newDatabase(server) {
  const name = `messages_${process.pid}_${Date.now()}`;
  const made = spawnSync('psql', [server, '-qc', `CREATE DATABASE ${name}`], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  return server.replace(/\/[^/]*$/, `/${name}`);
}

export async function deliverUnderFaults(folder, { messages, kills, faultRate = 0.25, database }) {
  const sink = await new Sink().start();
  let count = 0;
  sink.behaviour = () => {
    if (Math.random() >= faultRate) return 'ok';
    count += 1;
    return faults[Math.floor(Math.random() * faults.length)];
  };
  const clock = join(folder, 'clock');
  let time = Date.parse('2026-11-24T09:00:00.000Z');
  const move = (seconds) => { time += seconds * 1000; writeFileSync(clock + '.new', new Date(time).toISOString() + '\n'); renameSync(clock + '.new', clock); };
  move(0);
  const w = new World(folder, { extraConfig: `public_url: https://eoms.example.org\noutgoing:\n  allowed: ["${sink.host}"]\n`, database });
  let other;
  const before = Date.now();
  try {
    await w.start('--clock', clock);
    if (database) other = await w.beside('--clock', clock);
    const quality = await new Browser(w.address).signIn('quality@example.org');
    await quality.post('/channels', { csrf: quality.csrf, name: 'Sink', format: 'webhook', address: `http://${sink.host}/x`, events: 'case_opened' });
    const killAt = new Set(Array.from({ length: kills }, (_, number) => Math.floor(((number + 1) * messages) / (kills + 1))));
    for (let number = 0; number < messages; ++number) {
      const opened = await w.api('quality', 'POST', '/cases', { workflow: 'feedback_action', title: `Case ${number}`, fields: { feedback: 'x' } });
      if (opened.status !== 201) throw new Error(`${JSON.stringify(opened.body)}\n${w.log.slice(-1500)}`);
      if (killAt.has(number)) {
        const killed = other && Math.random() < 0.5 ? other : w;
        await killed.stop('SIGKILL');
        await killed.start('--clock', clock);
      }
      if (number % 10 === 0) move(6);
    }
    const seenKeys = () => new Set(sink.received.map((one) => one.key)).size;
    for (let rounds = 0; seenKeys() < messages && rounds < 60_000; ++rounds) {
      // More than a lease, so that what a killed server had in hand goes on; less than makes the ladder end.
      move(200);
      await new Promise((done) => setTimeout(done, 60));
    }
    // What was seen but not noted as delivered is repeated under its key; it ends when nothing waits.
    const waiting = () => Number(mustRun('notify', 'list', '--data', w.data).match(/(\d+) waiting/)[1]);
    for (let rounds = 0; waiting() > 0; ++rounds) {
      if (rounds > 5000) throw new Error(`${waiting()} still wait`);
      move(200);
      await new Promise((done) => setTimeout(done, 250));
    }
    const seen = new Map();
    let outOfOrder = 0;
    let last = -1;
    for (const { key, body } of sink.received) {
      const number = Number(JSON.parse(body).data.case_title.slice(5));
      if (!seen.has(key)) {
        if (number < last) outOfOrder += 1;
        last = number;
      }
      seen.set(key, number);
    }
    const numbers = new Set(seen.values());
    return { distinct: seen.size, missing: messages - numbers.size, repeated: sink.received.length - seen.size, faults: count, outOfOrder, seconds: (Date.now() - before) / 1000 };
  } finally {
    await other?.stop('SIGKILL');
    await w.stop('SIGKILL');
    sink.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = mkdtempSync(join(tmpdir(), 'provost-faults-'));
  const [messages = 10_000, kills = 100] = process.argv.slice(2).map(Number);
  const server = process.env.PROVOST_TEST_POSTGRESQL;
  const told = await deliverUnderFaults(folder, { messages, kills, faultRate: 0.08, database: server && newDatabase(server) });
  console.log(`${server ? 'Two servers on PostgreSQL: ' : ''}${messages} messages, ${kills} kills, ${told.faults} faults in ${told.seconds.toFixed(0)} s: ${told.distinct} keys seen, ${told.missing} missing, ${told.repeated} repeated on the wire under a key that was seen, ${told.outOfOrder} out of order`);
  rmSync(folder, { recursive: true, force: true });
  process.exit(told.missing === 0 && told.distinct === messages ? 0 : 1);
}
