import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, test, after } from 'node:test';
import { mustRun, password, temporaryFolder, World } from './support.mjs';
import { rmSync } from 'node:fs';

let w;
before(async () => { w = await new World(temporaryFolder()).start(); });
after(async () => { await w.stop(); rmSync(w.folder, { recursive: true, force: true }); });

test('a document goes from draft to force', async () => {
  const markdown = '# Attendance\n\nLearners attend, täglich.\n';
  const made = await w.api('author', 'POST', '/documents', {
    type: 'policy', title: 'Attendance', markdown, owner: 'author@example.org', reviewers: ['reviewer@example.org'],
    approvers: ['approver@example.org'], clauses: ['ISO 21001:2018 8.5.1'], processes: ['Delivery'], review_interval_months: 6,
  });
  assert.equal(made.status, 201);
  assert.equal(made.body.version, '0.1');
  assert.equal(made.body.state, 'draft');
  assert.equal(made.headers.get('location'), `/api/v1/documents/${made.body.number}`);
  const number = made.body.number;
  assert.equal((await w.event('author', number, 'submit')).body.state, 'in_review');
  assert.equal((await w.event('reviewer', number, 'review')).body.state, 'in_approval');
  const approved = await w.event('approver', number, 'approve');
  assert.equal(approved.status, 200);
  assert.equal(approved.body.state, 'effective');
  assert.equal(approved.body.version, '1.0');
  const signature = approved.body.sign_offs.find((each) => each.duty === 'approval');
  assert.equal(signature.name, 'Paul Approver');
  assert.equal(signature.meaning, 'I approve this document for use');
  assert.equal(signature.content_sha256, createHash('sha256').update(markdown).digest('hex'));
  const content = await fetch(`${w.address}/api/v1/documents/${number}/versions/1.0/content`, { headers: { Authorization: `Bearer ${w.tokens.teacher}` } });
  assert.equal(await content.text(), markdown);
  assert.match(content.headers.get('content-disposition'), /^attachment/);
});

test('`allowed` tells each event and what blocks it', async () => {
  const number = await w.newPolicy({ approvers: [] });
  const { body } = await w.api('author', 'GET', `/documents/${number}`);
  assert.equal(body.allowed.length, 8);
  const submit = body.allowed.find((each) => each.event === 'submit');
  assert.equal(submit.allowed, false);
  assert.match(submit.blocked_by[0], /approver/);
  const refused = await w.event('author', number, 'submit');
  assert.equal(refused.status, 409);
  assert.equal(refused.headers.get('content-type'), 'application/problem+json');
  assert.deepEqual(refused.body.reasons, submit.blocked_by);
});

test('whoever is written over by a program that did not look is told', async () => {
  const number = await w.newPolicy({ title: 'Trips' });
  const save = (who, markdown) => w.api(who, 'PUT', `/documents/${number}/draft`, { markdown, change_description: 'x' });
  assert.equal((await save('author', '# Mine again\n')).status, 200);
  const told = async () => (await w.api('author', 'GET', '/notices')).body.items.filter((each) => each.text.includes(number));
  assert.equal((await told()).length, 0);
  assert.equal((await save('quality', '# Theirs\n')).status, 200);
  assert.match((await told())[0].text, /Quentin Quality saved another text/);
});

test('a lost update is a 412 and changes nothing', async () => {
  const number = await w.newPolicy();
  const etag = (await w.api('author', 'GET', `/documents/${number}`)).headers.get('etag');
  const change = (text) => w.api('author', 'PUT', `/documents/${number}/draft`, { markdown: text, change_description: 'x' }, { 'If-Match': etag });
  assert.equal((await change('# First\n')).status, 200);
  assert.equal((await change('# Second\n')).status, 412);
  const { body } = await w.api('author', 'GET', `/documents/${number}/versions/0.1/content`);
  assert.equal(body, '# First\n');
});

test('of two people saving the same draft at once one wins', async () => {
  const number = await w.newPolicy();
  const etag = (await w.api('author', 'GET', `/documents/${number}`)).headers.get('etag');
  const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => w.api('author', 'PUT', `/documents/${number}/draft`,
    { markdown: `# Text ${i}\n`, change_description: 'race' }, { 'If-Match': etag })));
  assert.equal(answers.filter((each) => each.status === 200).length, 1);
  assert.equal(answers.filter((each) => each.status === 412).length, 7);
});

test('every field that is wrong is named', async () => {
  const answer = await w.api('author', 'POST', '/documents', { type: 'policy', markdown: '# X\n', approvers: ['nobody@example.org'], reviewers: ['teacher@example.org'], review_interval_months: 0 });
  assert.equal(answer.status, 422);
  assert.deepEqual(answer.body.errors.map((each) => each.field).sort(), ['approvers', 'review_interval_months', 'reviewers']);
  const misspelt = await w.api('author', 'POST', '/documents', { type: 'policy', markdown: '# X\n', aprovers: [] });
  assert.equal(misspelt.status, 422);
  assert.equal(misspelt.body.errors[0].field, 'aprovers');
  assert.equal((await w.api('author', 'POST', '/documents', { type: 'policy', title: 'x'.repeat(10000), markdown: '# X\n' })).status, 422);
  const broken = await fetch(`${w.address}/api/v1/documents`, { method: 'POST', headers: { Authorization: `Bearer ${w.tokens.author}` }, body: '{"type":' });
  assert.equal(broken.status, 422);
});

test('lists have items, total and next', async () => {
  for (let i = 0; i < 3; ++i) await w.newPolicy({ title: `Paged ${i}` });
  const first = (await w.api('author', 'GET', '/documents?q=paged&limit=2&sort=-number')).body;
  assert.equal(first.total, 3);
  assert.equal(first.items.length, 2);
  assert.match(first.next, /^[0-9a-f]{17,}$/);
  const second = (await w.api('author', 'GET', `/documents?q=paged&limit=2&sort=-number&cursor=${first.next}`)).body;
  assert.equal(second.items.length, 1);
  assert.equal(second.next, null);
});

test('the difference between two versions is in words', async () => {
  const number = await w.newPolicy({ markdown: '# Attendance\n\nLearners attend every day.\n' });
  await w.release(number);
  assert.equal((await w.event('author', number, 'revise', { comment: 'New rule' })).body.version, '1.1');
  await w.api('author', 'PUT', `/documents/${number}/draft`, { markdown: '# Attendance\n\nLearners attend every week.\n', change_description: 'Week' });
  const { body } = await w.api('author', 'GET', `/documents/${number}/diff?from=1.0&to=1.1`);
  assert.equal(body.words_inserted, 1);
  assert.equal(body.words_removed, 1);
  const spans = body.blocks.flatMap((block) => block.spans);
  assert.ok(spans.some((span) => span.change === 'removed' && span.text.includes('day')));
  assert.ok(spans.some((span) => span.change === 'inserted' && span.text.includes('week')));
});

test('git verifies an approval without this server', async (t) => {
  const { writeFileSync } = await import('node:fs');
  const { spawnSync } = await import('node:child_process');
  const { join } = await import('node:path');
  const number = await w.newPolicy();
  await w.release(number);
  const { body } = await w.api('author', 'GET', `/documents/${number}`);
  const commit = body.sign_offs.find((each) => each.duty === 'approval').commit;
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'signers'), mustRun('signers', '--data', w.data));
  const git = (...words) => spawnSync('git', words, { encoding: 'utf8', env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
  assert.equal(git('clone', '-q', join(w.data, 'documents.git'), join(folder, 'clone')).status, 0);
  const verified = git('-C', join(folder, 'clone'), '-c', 'gpg.format=ssh', '-c', `gpg.ssh.allowedSignersFile=${join(folder, 'signers')}`, 'verify-commit', commit);
  assert.equal(verified.status, 0, verified.stderr);
  assert.match(verified.stderr, /approver@example.org/);
});

test('the audit trail holds old and new values and the refusals', async () => {
  const number = await w.newPolicy();
  await w.event('teacher', number, 'approve');
  assert.equal((await w.event('approver', number, 'approve')).status, 409);
  assert.equal((await w.api('teacher', 'GET', '/audit-trail')).status, 403);
  const { body } = await w.api('auditor', 'GET', `/audit-trail?subject=${number}`);
  assert.equal(body.items[0].action, 'document.created');
  assert.ok(body.items[0].changes.some((change) => change.table === 'documents'));
  const refusals = (await w.api('auditor', 'GET', '/audit-trail?action=request.refused')).body.items;
  assert.ok(refusals.some((each) => each.actor === 'approver@example.org' && each.details.status === 409));
});

test('the description names every route of the API', async () => {
  const { status, body } = await w.api(null, 'GET', '/openapi.json');
  assert.equal(status, 200);
  assert.equal(body.openapi, '3.1.0');
  for (const path of ['/documents', '/documents/{number}', '/documents/{number}/draft', '/documents/{number}/transitions',
    '/documents/{number}/versions', '/documents/{number}/versions/{version}/content', '/documents/{number}/diff', '/audit-trail']) {
    assert.ok(body.paths[`/api/v1${path}`], path);
  }
});

test('without a token nothing is told', async () => {
  assert.equal((await w.api(null, 'GET', '/documents')).status, 401);
  const wrong = await fetch(`${w.address}/api/v1/documents`, { headers: { Authorization: 'Bearer provost_0' } });
  assert.equal(wrong.status, 401);
  assert.equal((await w.api('teacher', 'GET', '/documents/PO-999')).status, 404);
  const number = await w.newPolicy();
  assert.equal((await w.api('teacher', 'GET', `/documents/${number}`)).status, 404);
  assert.equal((await w.event('teacher', number, 'submit')).status, 404);
});

test('five wrong secrets slow the signer down', async () => {
  const number = await w.newPolicy({ approvers: ['second.approver@example.org'], reviewers: [] });
  await w.event('author', number, 'submit');
  for (let i = 0; i < 5; ++i) assert.equal((await w.event('second.approver', number, 'approve', { secret: 'wrong' })).status, 403);
  const slowed = await w.event('second.approver', number, 'approve', { secret: password });
  assert.equal(slowed.status, 429);
  assert.ok(Number(slowed.headers.get('retry-after')) > 0);
});

test('after all this everything fits', () => {
  assert.match(mustRun('verify', '--data', w.data), /Everything fits/);
});
