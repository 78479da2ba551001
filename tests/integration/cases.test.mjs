import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { password, temporaryFolder, World } from './support.mjs';

let w;
let clockFile;
const setClock = (instant) => {
  writeFileSync(clockFile + '.new', instant + '\n');
  renameSync(clockFile + '.new', clockFile);
};
before(async () => {
  const folder = temporaryFolder();
  clockFile = join(folder, 'clock');
  setClock('2026-11-23T09:00:00.000Z');
  w = await new World(folder).start('--clock', clockFile);
});
after(async () => { await w.stop(); rmSync(w.folder, { recursive: true, force: true }); });

const openAction = async (more = {}) => {
  const made = await w.api('quality', 'POST', '/cases', {
    workflow: 'corrective_action', title: 'Registers are missing',
    fields: { nonconformity: 'Three registers of October are missing', grade: 'minor', evidence: 'Folder 3B', responsible: 'teacher@example.org', ...more },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.key;
};
const fire = (who, key, event, fields = {}, more = {}) => w.api(who, 'POST', `/cases/${key}/transitions`, { event, fields, ...more });
const until = async (condition) => {
  for (let i = 0; i < 100; i += 1) {
    const value = await condition();
    if (value) return value;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('it did not come to pass within five seconds');
};

test('a nonconformity goes to its effective end', async () => {
  const key = await openAction();
  assert.match(key, /^CAR-\d+$/);
  const tasks = await w.api('teacher', 'GET', '/tasks?assignee=me');
  assert.equal(tasks.body.items.find((each) => each.case === key).title, 'Put it right and contain it');
  assert.equal((await fire('teacher', key, 'contain', { correction: 'Written anew', similar_cases: 'None found' })).body.state, 'contained');
  assert.equal((await fire('teacher', key, 'analyse')).body.state, 'cause_analysis');
  const plan = { root_cause: 'Nobody is named', planned_end: '2026-12-10', effect_criterion: 'No gap for a month', cause_method: 'five_whys',
    actions: [{ action: 'Name a person', person: 'teacher@example.org', until: '2026-12-01' }] };
  const shallow = await fire('teacher', key, 'submit_plan', { ...plan, whys: [{ why: 'Forgotten' }] });
  assert.equal(shallow.status, 409);
  assert.match(shallow.body.reasons[0], /three steps/);
  const whys = [{ why: 'Forgotten' }, { why: 'No reminder' }, { why: 'Nobody named' }];
  assert.equal((await fire('teacher', key, 'submit_plan', { ...plan, whys })).body.state, 'plan_review');
  assert.equal((await fire('quality', key, 'accept_plan')).status, 422, 'a signature needs the password');
  assert.equal((await fire('quality', key, 'accept_plan', {}, { secret: 'wrong password here' })).status, 403);
  assert.equal((await fire('quality', key, 'accept_plan', {}, { secret: password })).body.state, 'implementing');
  assert.equal((await fire('teacher', key, 'implement', { implementation: 'Done', implemented_on: '2026-11-02' })).body.state, 'implemented');
  const early = await fire('quality', key, 'wait_for_effect', { effect_check_on: '2026-11-15', verifier: 'auditor@example.org' });
  assert.match(early.body.reasons[0], /less than 2 weeks/);
  const same = await fire('quality', key, 'wait_for_effect', { effect_check_on: '2026-11-23', verifier: 'teacher@example.org' });
  assert.match(same.body.reasons[0], /cannot check its effect/);
  assert.equal((await fire('quality', key, 'wait_for_effect', { effect_check_on: '2026-11-23', verifier: 'auditor@example.org' })).body.state, 'effectiveness_wait');
  const own = await fire('teacher', key, 'confirm_effective', { effect: 'Fine' }, { secret: password });
  assert.equal(own.status, 403);
  const closed = await fire('auditor', key, 'confirm_effective', { effect: 'No gap since' }, { secret: password });
  assert.equal(closed.body.state, 'closed_effective');
  assert.equal(closed.body.final, true);
  const history = await w.api('auditor', 'GET', `/cases/${key}/history`);
  const last = history.body.items.at(-1);
  assert.equal(last.meaning, 'I have checked that this action is effective');
  assert.match(last.signature, /BEGIN SSH SIGNATURE/);
  assert.match(last.statement, new RegExp(`Case: ${key}`));
});

test('what is wrong is named, and nothing changes', async () => {
  const key = await openAction();
  const before = await w.api('quality', 'GET', `/cases/${key}`);
  assert.equal((await fire('teacher', key, 'fly')).status, 422);
  assert.equal((await fire('teacher', key, 'implement')).status, 409);
  const missing = await fire('teacher', key, 'contain', {});
  assert.equal(missing.status, 422);
  assert.deepEqual(missing.body.errors.map((each) => each.field).sort(), ['correction', 'similar_cases']);
  assert.equal((await fire('approver', key, 'contain', { correction: 'x', similar_cases: 'y' })).status, 403);
  assert.equal((await fire('teacher', key, 'contain', { correction: ['x'], similar_cases: 4 })).status, 422);
  assert.equal((await fire('teacher', key, 'contain', { correction: 'x', similar_cases: 'y', unknown: 1 })).status, 422);
  assert.equal((await w.api('teacher', 'POST', `/cases/${key}/transitions`, { event: 7 })).status, 422);
  assert.equal((await w.api('teacher', 'POST', `/cases/${key}/transitions`, { event: 'contain', fields: [] })).status, 422);
  assert.equal((await w.api('teacher', 'GET', '/cases/CAR-999')).status, 404);
  assert.equal((await w.api('teacher', 'GET', '/cases?sort=nothing')).status, 422);
  const after = await w.api('quality', 'GET', `/cases/${key}`);
  assert.deepEqual(after.body, before.body);
  assert.equal(after.headers.get('etag'), before.headers.get('etag'));
});

test('of two at once one wins, and the other is told what happened', async () => {
  const key = await openAction();
  const etag = (await w.api('quality', 'GET', `/cases/${key}`)).headers.get('etag');
  const answers = await Promise.all(['teacher', 'quality'].map((who) => w.api(who, 'POST', `/cases/${key}/transitions`,
    { event: 'contain', fields: { correction: who, similar_cases: 'None' } }, { 'If-Match': etag })));
  assert.deepEqual(answers.map((each) => each.status).sort(), [200, 412]);
  const loser = answers.find((each) => each.status === 412);
  assert.match(loser.body.detail, /was faster: “It is put right and contained”/);
});

test('comments, links and files', async () => {
  const key = await openAction();
  const commented = await w.api('teacher', 'POST', `/cases/${key}/comments`, { text: 'Please look, @Rita Reviewer' });
  assert.deepEqual(commented.body.comments[0].mentions, ['reviewer@example.org']);
  assert.match((await w.api('reviewer', 'GET', '/notices')).body.items[0].text, /mentions you/);
  const number = await w.newPolicy();
  const linked = await w.api('teacher', 'POST', `/cases/${key}/links`, { kind: 'document', target: number });
  assert.equal(linked.status, 201);
  assert.equal((await w.api('teacher', 'DELETE', `/cases/${key}/links/${linked.body.links[0].id}`)).status, 204);
  const bytes = Buffer.from('<script>alert(1)</script>');
  const sent = await fetch(`${w.address}/api/v1/cases/${key}/attachments?file_name=proof.html`, { method: 'POST', body: bytes, headers: { Authorization: `Bearer ${w.tokens.teacher}` } });
  assert.equal(sent.status, 201);
  const { sha256 } = await sent.json();
  assert.equal(sha256, createHash('sha256').update(bytes).digest('hex'));
  const got = await fetch(`${w.address}/api/v1/cases/${key}/attachments/${sha256}`, { headers: { Authorization: `Bearer ${w.tokens.quality}` } });
  assert.match(got.headers.get('content-disposition'), /^attachment/);
  assert.equal(got.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(Buffer.from(await got.arrayBuffer()).toString(), bytes.toString());
  assert.equal((await w.api('quality', 'DELETE', `/cases/${key}/attachments/${sha256}?reason=Wrong+one`)).status, 204);
});

test('a complaint is seen by those who may, and by nobody else', async () => {
  const made = await w.api('teacher', 'POST', '/cases', { workflow: 'complaint', title: 'About a colleague', fields: { kind: 'complaint', complaint: 'It happened on Monday' } });
  assert.equal(made.status, 201);
  for (const who of ['admin', 'author', 'principal', 'external']) {
    assert.equal((await w.api(who, 'GET', `/cases/${made.body.key}`)).status, 404, who);
    const listed = await w.api(who, 'GET', '/cases?workflow=complaint');
    assert.equal(listed.body.total, 0, who);
  }
  assert.equal((await w.api('quality', 'GET', `/cases/${made.body.key}`)).status, 200);
});

test('workflows tell of themselves', async () => {
  const listed = await w.api('teacher', 'GET', '/workflows');
  assert.ok(listed.body.total >= 17);
  const one = await w.api('teacher', 'GET', '/workflows/pilot');
  assert.equal(one.body.machine.initial, 'planned');
  assert.match(one.body.mermaid, /^stateDiagram-v2/);
  assert.equal((await w.api('teacher', 'GET', '/workflows/nothing')).status, 404);
  assert.equal((await w.api('teacher', 'POST', '/cases', { workflow: 'document', title: 'x' })).status, 404);
});

test('the gates of the journey hold, but for a signed waiver', async () => {
  const made = await w.api('principal', 'POST', '/cases', { workflow: 'certification_journey', title: 'Certified by June', fields: { standard: 'iso_21001_2018', scope: 'All programmes', target: '2027-06-30' } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const blocked = await fire('principal', made.body.key, 'pass_phase');
  assert.equal(blocked.status, 409);
  assert.match(blocked.body.reasons.join(' '), /No gap analysis has an approved report/);
  assert.equal((await fire('quality', made.body.key, 'pass_with_waiver', {}, { comment: 'Soon', secret: password })).status, 403);
  assert.equal((await fire('principal', made.body.key, 'pass_with_waiver', {}, { secret: password })).status, 422);
  const passed = await fire('principal', made.body.key, 'pass_with_waiver', {}, { comment: 'The report is due on Friday', secret: password });
  assert.equal(passed.body.state, 'system_design');
});

test('a timer fires once: after a jump, a kill, and a clock that is set back', async () => {
  const made = await w.api('quality', 'POST', '/cases', { workflow: 'training_assignment', title: 'Fire safety', fields: { course: 'Fire safety', participant: 'teacher@example.org', due_on: '2027-02-15' } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const reminders = async () => (await w.api('teacher', 'GET', '/notices?limit=200')).body.items.filter((each) => each.kind === 'reminder' && each.case === made.body.key);
  assert.equal((await reminders()).length, 0);
  setClock('2027-02-02T09:00:00.000Z');
  await until(async () => (await reminders()).length === 1);
  await w.stop('SIGKILL');
  await w.start('--clock', clockFile);
  setClock('2027-01-20T09:00:00.000Z');
  await new Promise((done) => setTimeout(done, 600));
  setClock('2027-02-02T10:00:00.000Z');
  await new Promise((done) => setTimeout(done, 600));
  assert.equal((await reminders()).length, 1);
  setClock('2027-02-12T09:00:00.000Z');
  await until(async () => (await reminders()).length === 2);
});

test('whoever stands in gets the tasks for that time', async () => {
  const key = await openAction();
  const today = '2027-02-12';
  const made = await w.api('teacher', 'POST', '/delegations', { to: 'second.author@example.org', first_day: today, last_day: '2027-02-19', reason: 'On leave' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const tasks = await w.api('second.author', 'GET', '/tasks?assignee=me');
  assert.equal(tasks.body.items.find((each) => each.case === key).instead_of, 'Theo Teacher');
  assert.equal((await fire('second.author', key, 'contain', { correction: 'Done', similar_cases: 'None' })).status, 200);
  const [{ id }] = (await w.api('teacher', 'GET', '/delegations')).body.items;
  assert.equal((await w.api('author', 'DELETE', `/delegations/${id}`)).status, 404);
  assert.equal((await w.api('teacher', 'DELETE', `/delegations/${id}`)).status, 204);
  assert.equal((await w.api('second.author', 'GET', '/tasks')).body.items.filter((each) => each.case === key).length, 0);
});

test('a filter is kept under a name, and nothing but a filter', async () => {
  const keep = (name, query, who = 'teacher') => w.api(who, 'POST', '/saved-filters', { name, query });
  const made = await keep('Overdue ones', 'status=overdue&workflow=corrective_action');
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.body.items[0].query, 'workflow=corrective_action&status=overdue');
  assert.equal((await keep('Overdue ones', 'owner=me')).status, 409);
  for (const query of ['https://evil.example.org/', 'page=2', 'next=/', 'status=nothing']) {
    assert.equal((await keep('Another', query)).status, 422, query);
  }
  assert.equal((await w.api('teacher', 'POST', '/saved-filters', { name: 'x'.repeat(61), query: '' })).status, 422);
  assert.equal((await w.api('author', 'GET', '/saved-filters')).body.total, 0);
  const { id } = made.body.items[0];
  assert.equal((await w.api('author', 'DELETE', `/saved-filters/${id}`)).status, 404);
  assert.equal((await w.api('teacher', 'DELETE', `/saved-filters/${id}`)).status, 204);
  assert.equal((await w.api('teacher', 'GET', '/saved-filters')).body.total, 0);
});

test('a comment tells the people chosen, and tasks can be cut to the overdue ones', async () => {
  const key = await openAction();
  const commented = await w.api('teacher', 'POST', `/cases/${key}/comments`, { text: 'Please look', tell: ['auditor@example.org'] });
  assert.deepEqual(commented.body.comments[0].mentions, ['auditor@example.org']);
  assert.equal((await w.api('teacher', 'POST', `/cases/${key}/comments`, { text: 'Please look', tell: ['nobody@example.org'] })).status, 422);
  const overdue = await w.api('teacher', 'GET', '/tasks?overdue=true');
  assert.ok(overdue.body.items.every((each) => each.overdue));
  assert.ok(overdue.body.total < (await w.api('teacher', 'GET', '/tasks')).body.total);
  assert.equal((await w.api('teacher', 'GET', '/tasks?overdue=perhaps')).status, 422);
});
