// Workflows as controlled documents, through the real program: a change is drafted, checked, approved, and new cases run on it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { mustRun, run, temporaryFolder, World } from './support.mjs';

let w;
const cleanUp = [];
before(async () => { w = await new World(temporaryFolder({ after: (work) => cleanUp.push(work) })).start(); });
after(async () => { await w?.stop('SIGKILL'); for (const work of cleanUp) work(); });

const source = async (name) => (await w.api('author', 'GET', `/workflows/${name}`)).body.source;
const draft = (markdown, who = 'author') => w.api(who, 'POST', '/documents', { type: 'workflow', markdown, approvers: ['approver@example.org'] });

test('a changed workflow is a document, and in force for new cases once it is approved', async () => {
  const fields = { subject: 'x' };
  const before = await w.api('quality', 'GET', '/workflows/evidence_request');
  assert.equal(before.body.document, null);
  const opening = Object.fromEntries(before.body.opening.filter((field) => field.required).map((field) => [field.name,
    { text: 'Some text', paragraphs: 'Some text', person: 'teacher@example.org', date: '2027-01-31', clause: '7.5.3', choice: field.choices?.[0]?.value }[field.type]]));
  const open = () => w.api('quality', 'POST', '/cases', { workflow: 'evidence_request', title: 'Attendance lists', fields: opening });
  const running = await open();
  assert.equal(running.status, 201, JSON.stringify(running.body));

  const text = (await source('evidence_request')).replace(/^title: .*$/m, 'title: Request for a proof');
  const made = await draft(text);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.match(made.body.number, /^WF-\d+$/);
  assert.equal(made.body.title, 'Request for a proof');
  const stored = await fetch(`${w.address}/api/v1/documents/${made.body.number}/versions/0.1/content`, { headers: { Authorization: `Bearer ${w.tokens.author}` } });
  assert.equal(await stored.text(), text);
  assert.equal((await w.api('author', 'GET', '/workflows/evidence_request')).body.version, before.body.version);
  assert.equal((await w.event('author', made.body.number, 'submit')).status, 200);
  assert.equal((await w.event('approver', made.body.number, 'approve')).status, 200);

  const now = await w.api('author', 'GET', '/workflows/evidence_request');
  assert.equal(now.body.version, before.body.version + 1);
  assert.equal(now.body.document, made.body.number);
  assert.equal(now.body.versions[0].origin, `${made.body.number} 1.0`);
  assert.equal((await w.api('quality', 'GET', `/cases/${running.body.key}`)).body.workflow_version, before.body.version);
  assert.equal((await open()).body.workflow_version, now.body.version);

  // Withdrawn from use, it is the program's own again.
  assert.equal((await w.event('author', made.body.number, 'withdraw', { comment: 'Back to the common one' })).status, 200);
  assert.equal((await w.api('author', 'GET', '/workflows/evidence_request')).body.versions[0].origin, 'shipped');
  await w.stop();
  assert.match(mustRun('verify', '--data', w.data), /Everything fits/);
  await w.start();
});

test('a broken workflow is refused with its line, and nothing is left of it', async () => {
  const text = await source('pilot');
  const total = (await w.api('author', 'GET', '/documents')).body.total;
  const lines = text.split('\n');
  const place = lines.findIndex((each) => each.includes('from: planned'));
  assert.ok(place > 0);
  lines[place] = lines[place].replace('from: planned', 'from: plannde');
  // A step is named by the line it begins in.
  let line = place + 1;
  while (!lines[line - 1].startsWith('  - ')) --line;
  const refused = await draft(lines.join('\n'));
  assert.equal(refused.status, 422);
  assert.match(refused.body.errors[0].message, new RegExp(`^Line ${line}: there is no state “plannde”. Did you mean “planned”`));
  const bomb = 'a: &a ["lol","lol"]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n';
  assert.equal((await draft(bomb)).status, 422);
  assert.equal((await draft('x'.repeat(1024 * 1024 + 1))).status, 422);
  assert.equal((await draft(text.replace('workflow: pilot', 'workflow: document'))).status, 422);
  assert.equal((await draft(text, 'teacher')).status, 403);
  assert.equal((await w.api('author', 'GET', '/documents')).body.total, total);
  // What the journey looks for has to stay.
  const renamed = await draft(text.replace(/\bgo:/g, 'ready_to_go:').replace(/to: go\b/g, 'to: ready_to_go'));
  assert.equal(renamed.status, 422);
  assert.match(JSON.stringify(renamed.body.errors), /The program looks for the state “go”/);
});

test('workflows are not imported', () => {
  const folder = temporaryFolder({ after: (work) => cleanUp.push(work) });
  writeFileSync(join(folder, 'pilot.md'), '---\ntype: workflow\n---\n# A page that calls itself a workflow\n');
  const asked = run('import', folder, '--data', w.data, '--type', 'workflow', '--owner', 'quality@example.org');
  assert.equal(asked.code, 1);
  const other = run('import', folder, '--data', w.data, '--type', 'policy', '--owner', 'quality@example.org');
  assert.match(other.out, /PO-\d+/);
});
