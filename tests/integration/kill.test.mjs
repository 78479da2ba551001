// Kills the server, or an import, with SIGKILL at random moments and checks that `verify` is content and that everything
// that was acknowledged is there. PROVOST_KILL_ROUNDS sets how often (deploy/slow_proofs.sh: 200).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { binary, mustRun, run, temporaryFolder, World } from './support.mjs';

const rounds = Number(process.env.PROVOST_KILL_ROUNDS ?? 12);
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// A person who creates, changes, submits, reviews and approves without end; keeps what the server acknowledged.
async function work(w, acknowledged, isOver) {
  for (let i = 0; !isOver(); ++i) {
    try {
      const made = await w.api('author', 'POST', '/documents', {
        type: 'policy', title: `Policy ${i}`, markdown: `# Policy ${i}\n\n${'word '.repeat(200)}\n`,
        reviewers: ['reviewer@example.org'], approvers: ['approver@example.org'],
      });
      if (made.status !== 201) continue;
      const number = made.body.number;
      acknowledged.set(number, made.body);
      const changed = await w.api('author', 'PUT', `/documents/${number}/draft`, { markdown: `# Changed ${i}\n`, change_description: 'Changed' });
      if (changed.status === 200) acknowledged.set(number, changed.body);
      for (const [who, event] of [['author', 'submit'], ['reviewer', 'review'], ['approver', 'approve']]) {
        const done = await w.event(who, number, event);
        if (done.status === 200) acknowledged.set(number, done.body);
      }
    } catch {
      return; // The server was killed in the middle of a call: that call was not acknowledged.
    }
  }
}

const order = ['draft', 'in_review', 'in_approval', 'effective'];

test(`a server killed ${rounds} times loses nothing it acknowledged`, { timeout: 3_600_000 }, async (t) => {
  const w = new World(temporaryFolder(t));
  t.after(() => w.stop('SIGKILL'));
  const acknowledged = new Map();
  for (let round = 0; round < rounds; ++round) {
    await w.start();
    let over = false;
    const workers = [work(w, acknowledged, () => over), work(w, acknowledged, () => over)];
    await pause(50 + Math.random() * 500);
    await w.stop('SIGKILL');
    over = true;
    await Promise.all(workers);
    const verified = run('verify', '--data', w.data);
    assert.equal(verified.code, 0, `round ${round}: ${verified.error}`);
  }
  await w.start();
  for (const [number, before] of acknowledged) {
    const { status, body } = await w.api('quality', 'GET', `/documents/${number}`);
    assert.equal(status, 200, number);
    assert.ok(order.indexOf(body.state) >= order.indexOf(before.state), `${number}: ${before.state} became ${body.state}`);
    assert.equal(body.content_sha256, before.state === 'draft' ? body.content_sha256 : before.content_sha256, number);
  }
  assert.ok(acknowledged.size > rounds, `only ${acknowledged.size} documents were acknowledged`);
  await w.stop();
  // After the start every reference stands where the database says.
  assert.match(mustRun('verify', '--data', w.data), /Everything fits/);
});

test(`an import killed ${rounds} times arrives whole or not at all`, { timeout: 3_600_000 }, async (t) => {
  const files = 300;
  const w = new World(temporaryFolder(t));
  const folder = join(w.folder, 'policies');
  mkdirSync(folder);
  const write = (revision) => {
    for (let i = 0; i < files; ++i) writeFileSync(join(folder, `policy-${i}.md`), `# Policy ${i}\n\n${'text '.repeat(300)}${revision}\n`);
  };
  const words = ['import', folder, '--data', w.data, '--type', 'policy', '--owner', 'quality@example.org', '--effective'];
  const whole = new RegExp(`0 added, 0 changed, ${files} unchanged`);
  const waiting = new RegExp(`(${files} added, 0|0 added, ${files}) changed, 0 unchanged`);
  const lastLine = () => run(...words, '--dry-run').out.trim().split('\n').at(-1);
  let revision = 0;
  write(revision);
  assert.match(lastLine(), waiting);
  // How long a whole import takes here: the kills spread over it, so that some come before, amid and after its commit.
  let length = 800;
  let interrupted = 0;
  for (let round = 0; round < rounds; ++round) {
    const started = Date.now();
    const child = spawn(binary, words, { stdio: 'ignore' });
    const ended = new Promise((done) => child.once('exit', (code, signal) => done(signal)));
    await Promise.race([pause(Math.random() * length * 1.2), ended]);
    child.kill('SIGKILL');
    if ((await ended) === 'SIGKILL') ++interrupted;
    else length = Date.now() - started;
    const verified = run('verify', '--data', w.data);
    assert.equal(verified.code, 0, `round ${round}: ${verified.error}`);
    const state = lastLine();
    if (whole.test(state)) write(++revision); // Every file is new again; each becomes the next version.
    else assert.match(state, waiting, `round ${round}: half an import`);
  }
  assert.ok(interrupted > rounds / 4, `only ${interrupted} of ${rounds} imports were interrupted`);
  assert.ok(rounds < 40 || revision > 0, 'no import ever arrived');
});
