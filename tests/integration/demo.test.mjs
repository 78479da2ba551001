// The demo's story is told through the interface for programs, so it must follow every change of the shipped workflows.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { mustRun, sourceFolder, temporaryFolder } from './support.mjs';

test('the demo organisation can be made, and everything in it fits', (t) => {
  const data = join(temporaryFolder(t), 'demo');
  const made = spawnSync(join(sourceFolder, 'deploy/demo.sh'), ['--no-build', '--no-serve', '--data', data], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  assert.match(made.stdout, /Northbridge College is ready/);
  assert.match(mustRun('verify', '--data', data), /Everything fits/);
});
