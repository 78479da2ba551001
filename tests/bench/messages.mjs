// Measures how many messages a second leave the outbox, each durable before and after, and what 100 000 that wait cost;
// prints a table.
//   node tests/bench/messages.mjs [--quick]     --quick: a small size, to see that it works
// Needs the release program, and curl and python3 for the comparison and for filling the outbox.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sink } from '../integration/sink.mjs';
import { Browser, temporaryFolder, World } from '../integration/support.mjs';

const quick = process.argv.includes('--quick');
const waiting = quick ? 500 : 100_000;
const measured = quick ? 200 : 5000;
const curls = quick ? 20 : 300;
const repeats = quick ? 3 : 20;
const after = [];
const folder = temporaryFolder({ after: (work) => after.push(work) });
const row = (what, value, goal) => console.log(`| ${what.padEnd(62)} | ${value.padStart(22)} | ${goal.padEnd(22)} |`);
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

const fill = `
import sqlite3, sys, secrets
base = sqlite3.connect(sys.argv[1])
channel = base.execute("SELECT id FROM channels WHERE name = 'Sink'").fetchone()[0]
first = base.execute("SELECT COALESCE(MAX(id), 0) FROM outgoing_messages").fetchone()[0]
base.executemany("INSERT INTO outgoing_messages (id, message_key, channel_id, event, notice, created_at, not_before, state, attempts, claimed_until, outcome) VALUES (?, ?, ?, 'notice', ?, '2026-11-24T09:00:00.000Z', '2026-11-24T09:00:00.000Z', 'waiting', 0, '', '')",
    ((first + 1 + at, "msg_" + secrets.token_hex(16), channel, f"Message {at}") for at in range(int(sys.argv[2]))))
base.commit()
`;

try {
  const sink = await new Sink().start();
  after.push(() => sink.stop());
  const w = new World(folder, { extraConfig: `public_url: https://eoms.example.org\noutgoing:\n  allowed: ["${sink.host}"]\n` });
  await w.start();
  after.push(() => w.stop('SIGKILL'));
  let quality = await new Browser(w.address).signIn('quality@example.org');
  await quality.post('/channels', { csrf: quality.csrf, name: 'Sink', format: 'webhook', address: `http://${sink.host}/x`, events: 'case_closed' });
  await quality.post('/channels/Sink/pause', { csrf: quality.csrf });
  const megabytes = () => Number(readFileSync(`/proc/${w.server.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  const empty = megabytes();
  await w.stop();
  execFileSync('python3', ['-c', fill, join(w.data, 'provost.db'), String(waiting)]);
  await w.start();
  quality = await new Browser(w.address).signIn('quality@example.org');
  const time = async (path) => {
    const times = [];
    for (let at = 0; at < repeats; at += 1) {
      const began = performance.now();
      const answer = await quality.get(path);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
      times.push(performance.now() - began);
    }
    return `${median(times).toFixed(1)} ms, ${Math.max(...times).toFixed(1)} ms`;
  };
  console.log(`\n${waiting} messages waiting for one channel\n`);
  row('what', 'measured', 'goal');
  row('-'.repeat(62), '-'.repeat(22), '-'.repeat(22));
  row('memory of the server, none waiting and all', `${empty.toFixed(0)} MB, ${megabytes().toFixed(0)} MB`, 'flat');
  row('page: messages sent (median, worst)', await time('/messages'), '');
  row('page: the channels (median, worst)', await time('/channels'), '');
  row('page: my tasks, for comparison (median, worst)', await time('/?again'), '');
  await quality.post('/channels/Sink/resume', { csrf: quality.csrf });
  await sink.until((all) => all.length >= 1, 30_000);
  const began = performance.now();
  const first = sink.received.length;
  await sink.until((all) => all.length >= first + measured, 600_000);
  const seconds = (performance.now() - began) / 1000;
  row('signed, sent and noted, one channel, in order', `${(measured / seconds).toFixed(0)} a second`, '');
  row('memory of the server while it sends', `${megabytes().toFixed(0)} MB`, 'flat');
  const before = sink.received.length;
  const start = performance.now();
  // The sink answers from this process, so curl runs beside it.
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  for (let at = 0; at < curls; at += 1) {
    await promisify(execFile)('curl', ['-s', '-o', '/dev/null', '-H', 'Content-Type: application/json', '-d', '{"type":"notice"}', `http://${sink.host}/curl`]);
  }
  row('curl in a loop, nothing kept, beside it', `${(curls / ((performance.now() - start) / 1000)).toFixed(0)} a second`, '');
  if (sink.received.length <= before) throw new Error('curl reached nothing');
} finally {
  for (const work of after.reverse()) await work();
}
