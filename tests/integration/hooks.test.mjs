// What software outside pushes in, at the real server: who may, what it becomes, and what is refused.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mustRun, run, world } from './support.mjs';
import { addSource, deliver, readLog, sendJson, settled, standardFields } from './hooks_support.mjs';

const drill = { title: 'Fire drill of November', date: '2026-11-20', clauses: ['7.1.4'], documents: [], person: 'teacher@example.org' };

test('a delivery becomes evidence that somebody else has to check', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'drills');
  const answer = await sendJson(w, source, drill);
  assert.equal(answer.status, 202, JSON.stringify(answer.body));
  assert.deepEqual(answer.body, { delivery: 1, state: 'accepted' });
  const entry = await settled(w, 1);
  assert.equal(entry.state, 'placed', entry.reason);
  const { body: piece } = await w.api('quality', 'GET', `/cases/${entry.key}`);
  assert.equal(piece.title, 'Fire drill of November');
  assert.equal(piece.state.name ?? piece.state, 'received');
  assert.equal(piece.fields.provider.email ?? piece.fields.provider, 'teacher@example.org');
  assert.equal(piece.fields.effective_on, '2026-11-20');
  const verify = run('verify', '--data', w.data);
  assert.equal(verify.code, 0, verify.out + verify.error);
});
