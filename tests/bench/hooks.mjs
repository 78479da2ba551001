// Measures how many signed deliveries a second are taken in, each durable before its answer, beside what SQLite commits on
// the same disk, and what an upload of a gigabyte costs beside copying and hashing it; prints a table.
//   node tests/bench/hooks.mjs [--quick]     --quick: a small size, to see that it works
// Needs the release program, and curl, python3 and coreutils for the comparison.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { addSource, readLog } from '../integration/hooks_support.mjs';
import { temporaryFolder, World } from '../integration/support.mjs';

const quick = process.argv.includes('--quick');
const deliveries = quick ? 300 : 2000;
const megabytes = quick ? 64 : 1024;
const after = [];
const folder = temporaryFolder({ after: (work) => after.push(work) });
const row = (what, value) => console.log(`| ${what.padEnd(74)} | ${value.padStart(24)} |`);
const seconds = (begin) => (performance.now() - begin) / 1000;

const commits = `
import sqlite3, sys, time, os
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("PRAGMA journal_mode = WAL")
base.execute("PRAGMA synchronous = FULL")
base.execute("CREATE TABLE received (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, body TEXT NOT NULL)")
body = "x" * 2048
begin = time.monotonic()
for at in range(int(sys.argv[2])):
    base.execute("BEGIN IMMEDIATE")
    base.execute("INSERT INTO received (key, body) VALUES (?, ?)", (f"msg_{at}", body))
    base.execute("COMMIT")
print(int(sys.argv[2]) / (time.monotonic() - begin))
`;

try {
  const w = new World(folder);
  await w.start();
  after.push(() => w.stop('SIGKILL'));
  const status = (field) => Number(readFileSync(`/proc/${w.server.pid}/status`, 'utf8').match(new RegExp(`${field}:\\s+(\\d+)`))[1]) / 1024;

  const raw = Number(execFileSync('python3', ['-c', commits, join(folder, 'raw.db'), String(deliveries)], { encoding: 'utf8' }));
  row(`SQLite alone (Python): 2 KB rows, each its own commit, a second`, raw.toFixed(0));

  const source = addSource(w, 'many', '--rate-limit', '1000000');
  const key = Buffer.from(source.secret.slice(6), 'base64');
  const url = new URL(w.address + source.path);
  const made = Array.from({ length: deliveries }, (_, at) => {
    const body = JSON.stringify({ title: `Piece ${at}`, date: '2026-11-20', clauses: ['7.1.4'], documents: [], person: null, padding: 'x'.repeat(1950) });
    const id = `msg_${at}`;
    const time = Math.floor(Date.now() / 1000);
    return { body, headers: { 'content-type': 'application/json', 'content-length': body.length, 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}` } };
  });
  const send = (agent, { body, headers }) => new Promise((done, fail) => {
    const call = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 202 ? done() : fail(new Error(`status ${answer.statusCode}`))));
    });
    call.on('error', fail);
    call.end(body);
  });
  const inTurn = async (connections, list) => {
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const waits = [];
    let next = 0;
    const begin = performance.now();
    await Promise.all(Array.from({ length: connections }, async () => {
      while (next < list.length) {
        const one = list[next++];
        const sent = performance.now();
        await send(agent, one);
        waits.push(performance.now() - sent);
      }
    }));
    const took = seconds(begin);
    agent.destroy();
    waits.sort((a, b) => a - b);
    return { rate: list.length / took, middle: waits[Math.floor(waits.length / 2)], late: waits[Math.floor(waits.length * 0.99)] };
  };
  const half = Math.floor(deliveries / 2);
  const before = performance.now();
  const one = await inTurn(1, made.slice(0, half));
  row('signed 2 KB deliveries a second, one sender, evidence made beside', one.rate.toFixed(0));
  row('  answered after, middle and 99 of 100', `${one.middle.toFixed(1)} and ${one.late.toFixed(1)} ms`);
  const eight = await inTurn(8, made.slice(half));
  row('signed 2 KB deliveries a second, eight senders, evidence made beside', eight.rate.toFixed(0));
  row('  answered after, middle and 99 of 100', `${eight.middle.toFixed(1)} and ${eight.late.toFixed(1)} ms`);
  row('  of what SQLite alone commits', `${(100 * eight.rate / raw).toFixed(0)} %`);
  while (readLog(w, 'many', '--state', 'accepted').length > 0) await new Promise((done) => setTimeout(done, 250));
  row('pieces of evidence made of them a second, in all', (deliveries / seconds(before)).toFixed(0));

  const file = join(folder, 'large.bin');
  execFileSync('sh', ['-c', `head -c ${megabytes}M /dev/urandom > ${file}`]);
  let begin = performance.now();
  execFileSync('sh', ['-c', `cp ${file} ${file}.copy && sync ${file}.copy && sha256sum ${file}.copy`]);
  row(`cp, sync and sha256sum of ${megabytes} MB`, `${seconds(begin).toFixed(1)} s`);
  const large = addSource(w, 'large', '--scheme', 'bearer', '--size-limit', '2048', '--mapping', (() => {
    const mapping = join(folder, 'mapping.json');
    execFileSync('sh', ['-c', `printf '{"title":"Recording","clauses":"7.1.4"}' > ${mapping}`]);
    return mapping;
  })());
  const idle = status('VmRSS');
  execFileSync('sh', ['-c', `echo 5 > /proc/${w.server.pid}/clear_refs || true`]);
  begin = performance.now();
  const answer = execFileSync('curl', ['-sS', '--fail-with-body', '-X', 'POST', '-T', file, '-H', 'Expect:', '-H', 'Content-Type: application/octet-stream', '-H', 'X-File-Name: recording.bin', '-H', `Authorization: Bearer ${large.secret}`, w.address + large.path], { encoding: 'utf8' });
  row(`upload of ${megabytes} MB until the durable answer`, `${seconds(begin).toFixed(1)} s`);
  const id = JSON.parse(answer).delivery;
  for (;;) {
    const entry = readLog(w, 'large').find((found) => found.id === id);
    if (entry.state === 'placed') break;
    if (entry.state !== 'accepted') throw new Error(`${entry.state}: ${entry.reason}`);
    await new Promise((done) => setTimeout(done, 100));
  }
  row('  until it is evidence', `${seconds(begin).toFixed(1)} s`);
  row('  memory before, and at its peak meanwhile', `${idle.toFixed(0)} and ${status('VmHWM').toFixed(0)} MB`);
} finally {
  for (const work of after.reverse()) await work();
}
