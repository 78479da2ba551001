// Tells the last six weeks of Northbridge College to a running server, by the interface that programs use, so that the demo
// shows work in every state: deploy/demo_story.mjs ADDRESS CLOCK_FILE PASSWORD < TOKENS
//   ADDRESS     of the server, which must have been started with --clock CLOCK_FILE
//   CLOCK_FILE  holds the server's time; moved on here from day to day, and never past the present
//   TOKENS      lines "name token", one for each person
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [address, clockFile, password] = process.argv.slice(2);
const tokens = Object.fromEntries(readFileSync(0, 'utf8').trim().split('\n').map((line) => line.split(' ')));
const email = (name) => `${name}@northbridge.example`;
const day = 24 * 60 * 60 * 1000;
const today = new Date();
today.setUTCHours(0, 0, 0, 0);

// Some days before today, or after it when negative; the Friday before in place of a weekend.
function workday(daysAgo) {
  const found = new Date(today.getTime() - daysAgo * day);
  while ([0, 6].includes(found.getUTCDay())) found.setTime(found.getTime() - day);
  return found;
}

// The same as forms take it.
const on = (daysAgo) => workday(daysAgo).toISOString().slice(0, 10);

let now = Date.parse(readFileSync(clockFile, 'utf8'));

// Moves the clock to the morning of a day. The server's timers get a moment to do what has fallen due meanwhile.
async function morning(daysAgo) {
  const wanted = workday(daysAgo).getTime() + 8 * 60 * 60 * 1000;
  if (wanted <= now) return;
  moveTo(wanted);
  await pause(600);
}

function moveTo(instant) {
  if (instant > Date.now()) throw new Error('the story must not reach into the future');
  now = instant;
  writeFileSync(`${clockFile}.new`, `${new Date(now).toISOString()}\n`);
  renameSync(`${clockFile}.new`, clockFile);
}

async function call(who, method, path, body) {
  moveTo(now + 7 * 60 * 1000);
  const answer = await fetch(`${address}/api/v1${path}`, {
    method, headers: { Authorization: `Bearer ${tokens[who]}`, 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${who}: ${method} ${path}: ${answer.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

const open = async (who, workflow, title, fields) => (await call(who, 'POST', '/cases', { workflow, title, fields })).key;
const step = (who, key, event, fields = {}, more = {}) => call(who, 'POST', `/cases/${key}/transitions`, { event, fields, ...more });
const sign = (who, key, event, fields = {}, more = {}) => step(who, key, event, fields, { secret: password, ...more });
const say = (who, key, text, ...tell) => call(who, 'POST', `/cases/${key}/comments`, { text, tell: tell.map(email) });
const link = (who, key, kind, target) => call(who, 'POST', `/cases/${key}/links`, { kind, target });
// A file handed in as evidence, which somebody else then finds valid.
async function handIn(who, fileName, text, about, checkedBy) {
  moveTo(now + 7 * 60 * 1000);
  const answer = await fetch(`${address}/api/v1/evidence?${new URLSearchParams({ file_name: fileName, ...about })}`, {
    method: 'POST', headers: { Authorization: `Bearer ${tokens[who]}` }, body: text });
  if (!answer.ok) throw new Error(`${who}: evidence ${fileName}: ${answer.status} ${await answer.text()}`);
  const { key } = await answer.json();
  if (checkedBy) await step(checkedBy, key, 'accept');
  return key;
}
const childrenOf = async (who, key) => (await call(who, 'GET', `/cases/${key}`)).children.map((child) => child.key);

const newPolicy = async (title, markdown) => (await call('author', 'POST', '/documents', {
  type: 'policy', title, markdown, reviewers: [email('reviewer')], approvers: [email('approver')] })).number;
const event = (who, number, name, more = {}) => call(who, 'POST', `/documents/${number}/transitions`, { event: name, ...more });

const assess = (who, clause, answer) =>
  call(who, 'PATCH', `/cases/${gaps}/assessment/iso_21001_2018/${clause}`, answer);

const closedAction = {};
const registers = {};
const emergency = {};
let journey;
let gaps;
let course;
let complaint;

const story = [
  [42, async () => {
    journey = await open('leader', 'certification_journey', 'ISO 21001 for the whole college', {
      standard: 'iso_21001_2018', scope: 'All programmes at Northbridge, in the classroom and online', target: on(-210),
      gap_analysis_end: on(-9), system_design_end: on(-70), training_end: on(-120), pilot_end: on(-165), certification_audit_end: on(-205),
      gap_analysis_lead: email('quality'), system_design_lead: email('author'), training_lead: email('second.author'),
      pilot_lead: email('approver'), certification_audit_lead: email('leader'), budget: '18000 GBP' });
    await say('leader', journey, 'Please tell me early what you need. I would rather move money than the date.', 'quality', 'author');
    closedAction.key = await open('auditor', 'corrective_action', 'Old timetable still hangs in two corridors', {
      nonconformity: 'The timetable of last term hangs in corridors B and C.', grade: 'internal', clause: '7.5.3', source: 'daily_work',
      evidence: 'Seen on the way to room B12 and C04.', responsible: email('second.author'), raised_on: on(42) });
  }],
  [41, async () => {
    gaps = await open('quality', 'gap_analysis', 'Where we stand against ISO 21001', { standard: 'iso_21001_2018' });
    await step('quality', gaps, 'begin', { scope: 'All programmes at Northbridge, in the classroom and online', planned_end: on(-5),
      assessors: [email('quality'), email('auditor'), email('author')] });
    await link('quality', gaps, 'case', journey);
    await step('second.author', closedAction.key, 'contain', { correction: 'Both sheets were taken down.', similar_cases: 'All corridors were walked; none found.' });
    await step('second.author', closedAction.key, 'analyse');
  }],
  [38, async () => {
    await step('second.author', closedAction.key, 'submit_plan', { cause_method: 'five_whys', planned_end: on(30),
      root_cause: 'Paper copies are put up by whoever has time, and nobody takes them down.', effect_criterion: 'No outdated sheet on a walk after two weeks.',
      whys: [{ why: 'Nobody took the sheet down' }, { why: 'Nobody knew where copies hang' }, { why: 'Copies are put up without a list' }],
      actions: [{ action: 'Timetables on the screens only', person: email('second.author'), until: on(31) }] });
    await sign('quality', closedAction.key, 'accept_plan');
    registers.key = await open('quality', 'corrective_action', 'Attendance registers of two classes are incomplete', {
      nonconformity: 'In classes 3B and 4A, 11 of 40 lessons of October have no entry in the register.', grade: 'minor', clause: '7.5.3', source: 'internal_audit',
      criterion: 'Attendance is recorded in the first ten minutes of every lesson.', evidence: 'Registers of 3B and 4A, October.', responsible: email('teacher'), raised_on: on(38) });
  }],
  [36, async () => {
    await step('teacher', registers.key, 'contain', { correction: 'The missing entries were made from the class diaries.',
      containment: 'The office looks at both registers every Friday.', similar_cases: 'All other classes of the years 3 and 4 were checked: two more lessons in 4C.' });
    const programme = await open('quality', 'internal_audit_programme', 'Internal audits of this school year', { period_start: on(35), period_end: on(-240) });
    await step('quality', programme, 'submit', { objectives: 'Every process once before the certification audit.', risks: 'Admissions changed in summer; online lessons are new.',
      audits: [
        { audit: 'Admissions', scope: 'From the first question to the first lesson', lead_auditor: email('auditor'), planned_on: on(-18), full_audit: false },
        { audit: 'Whole system before stage 1', scope: 'Every clause, all programmes', lead_auditor: email('auditor'), planned_on: on(-150), full_audit: true }] });
    await sign('leader', programme, 'approve');
    await step('quality', programme, 'start');
    const [admissions] = await childrenOf('quality', programme);
    await say('quality', admissions, 'Please look at how we record special needs at admission; two families asked about it.', 'auditor');
  }],
  [33, async () => {
    await step('teacher', registers.key, 'analyse');
    await step('second.author', closedAction.key, 'implement', { implementation: 'Timetables are shown on the screens; paper copies are no longer printed.', implemented_on: on(33) });
    await step('quality', closedAction.key, 'wait_for_effect', { effect_check_on: on(16), verifier: email('auditor') });
  }],
  [30, async () => {
    await step('teacher', registers.key, 'submit_plan', { cause_method: 'five_whys', planned_end: on(6),
      root_cause: 'Substitute teachers cannot sign in to the register.', effect_criterion: 'No lesson without an entry for four weeks.',
      whys: [{ why: 'The lessons were taken by substitutes' }, { why: 'Substitutes have no access to the register' }, { why: 'Access is given once a term only' }],
      actions: [{ action: 'Give every substitute access on their first day', person: email('teacher'), until: on(12) },
        { action: 'Show substitutes the register in the staff room', person: email('second.author'), until: on(6) }] });
    await assess('auditor', '4.1', { result: 'conforms', evidence: 'Context paper of the governors' });
    await assess('auditor', '4.2', { result: 'partial', evidence: 'Learners and families are named', gap: 'Employers and regulators are missing',
      action: 'Add employers and regulators', severity: 'medium', effort: 'small', responsible: email('quality'), until: on(-20) });
    await assess('auditor', '4.3', { result: 'conforms', evidence: 'Scope approved by leadership' });
    await assess('author', '4.4', { result: 'partial', evidence: 'Process map', gap: 'Most processes have no owner',
      action: 'Name an owner for each process', severity: 'high', effort: 'medium', responsible: email('leader'), until: on(-30) });
    await assess('author', '5.2.1', { result: 'none', evidence: 'The policy does not mention special needs', gap: 'Special needs are not part of the policy' });
  }],
  [28, async () => {
    await sign('quality', registers.key, 'accept_plan');
    await say('quality', registers.key, 'A clear plan, thank you. Tell me if the office is slow with the accounts.', 'teacher');
  }],
  [24, async () => {
    course = await open('author', 'training_course', 'Reporting an absence the new way', { objective: 'Everybody records and reports absences the same way' });
    await step('author', course, 'submit', { objective: 'Everybody records and reports absences the same way', content: 'The policy, three examples, the register on the tablet.',
      method: 'classroom', evaluation_method: 'Everybody enters one example without help.', required_completion: 90 });
    complaint = await open('teacher', 'complaint', 'A family was not told about a changed timetable', {
      kind: 'complaint', complaint: 'The lesson began an hour earlier; the family heard of it from another pupil.', complainant: 'Family of a pupil in 2A', contact: 'by telephone', received_on: on(24) });
  }],
  [21, async () => {
    await sign('quality', course, 'approve');
    await step('quality', complaint, 'acknowledge', { acknowledgement: 'Called on the same day; an answer was promised within four weeks.', handler: email('quality') });
    await step('quality', complaint, 'assess', { assessment: 'Nobody came to harm; one lesson was missed.', urgent: false });
    await step('quality', complaint, 'investigate', { handler: email('quality') }, { comment: 'The office and the class teacher are asked.' });
  }],
  [18, async () => {
    await step('author', course, 'schedule', { planned_on: on(9), complete_by: on(-3), trainer: email('author'),
      participants: ['teacher', 'reviewer', 'second.author', 'approver'].map(email) });
    await open('quality', 'training_assignment', 'First aid refresher', { course: 'First aid refresher', participant: email('approver'), due_on: on(4) });
    await open('quality', 'training_assignment', 'Interviewing in an audit', { course: 'Interviewing in an audit', participant: email('auditor'), trainer: email('quality'), due_on: on(-14) });
  }],
  [15, async () => {
    await sign('auditor', closedAction.key, 'confirm_effective', { effect: 'A walk through all corridors found no outdated sheet.' });
    emergency.key = await open('auditor', 'corrective_action', 'Workshop exit is missing on the emergency plan', {
      nonconformity: 'The emergency plan of the workshop shows one exit of two.', grade: 'internal', clause: '7.1.3', source: 'daily_work',
      evidence: 'Plan at the door of the workshop.', responsible: email('second.author'), raised_on: on(15) });
    await assess('author', '5.2.1', { action: 'Revise the policy', severity: 'high', effort: 'small', responsible: email('author'), until: on(-14) });
    await assess('auditor', '7.5.3', { result: 'conforms', evidence: 'Documents are controlled here', department: 'Quality' });
    await assess('author', '8.2.1', { result: 'partial', evidence: 'Asked at admission', gap: 'Needs are not asked again later', department: 'Teaching',
      action: 'Ask every year', severity: 'medium', effort: 'medium', responsible: email('teacher'), until: on(-60) });
    await assess('author', '8.4.1', { result: 'not_applicable', justification: 'No teaching is given by other providers' });
    await assess('auditor', '9.2.1', { result: 'conforms', evidence: 'Audit programme approved' });
  }],
  [13, async () => {
    await handIn('author', 'context-paper.md', '# Context of the college\n\nDemography, funding, other schools.\n',
      { title: 'Context paper of the governors', clauses: 'ISO 21001:2018 4.1', effective_on: on(45), valid_until: on(4) }, 'quality');
    await handIn('second.author', 'fire-safety-workshop.txt', 'Fire doors and extinguishers of the workshop were tested.\n',
      { title: 'Fire safety test of the workshop', clauses: 'ISO 21001:2018 7.1.3', effective_on: on(20), valid_until: on(-21) }, 'quality');
    await handIn('teacher', 'registers-october.csv', 'class,week,recorded\n3B,42,yes\n4A,42,no\n',
      { title: 'Registers of 3B and 4A, October', clauses: 'ISO 21001:2018 8.5.1.3', cases: registers.key, effective_on: on(40) }, 'quality');
    await step('second.author', emergency.key, 'contain', { correction: 'A corrected plan was drawn and put up.', similar_cases: 'All other workshops: none found.' });
    await step('second.author', emergency.key, 'analyse');
    await open('teacher', 'feedback_action', 'Learners ask for longer library hours', { feedback: 'We would like to work in the library until six.', group: 'learners', received_on: on(13) });
  }],
  [10, async () => {
    const attendance = await newPolicy('Attendance policy', '# Attendance policy\n\nLearners attend every lesson. Teachers record attendance in the first ten minutes.\n\n## Absence\n\nA parent or guardian reports an absence before nine.\n');
    await event('author', attendance, 'submit');
    await event('reviewer', attendance, 'review');
    await event('approver', attendance, 'approve', { secret: password });
    await event('author', attendance, 'revise', { comment: 'Online lessons count as well' });
    await call('author', 'PUT', `/documents/${attendance}/draft`, { change_description: 'Online lessons count as well',
      markdown: '# Attendance policy\n\nLearners attend every lesson, in the room or online. Teachers record attendance in the first ten minutes.\n\n## Absence\n\nA parent or guardian reports an absence before half past eight.\n' });
    await event('author', attendance, 'submit');
    await link('quality', registers.key, 'document', attendance);
  }],
  [8, async () => {
    await step('author', course, 'deliver', { delivered_on: on(9), attendance: ['teacher', 'reviewer'].map(email) });
    const assignments = {};
    for (const key of await childrenOf('author', course)) {
      assignments[(await call('quality', 'GET', `/cases/${key}`)).fields.participant] = key;
    }
    await step('teacher', assignments[email('teacher')], 'complete', { completed_on: on(9) });
    await step('author', assignments[email('teacher')], 'find_competent', { result: 'Entered the example without help.', expires_on: on(-700) });
    await step('reviewer', assignments[email('reviewer')], 'complete', { completed_on: on(9) });
    await step('second.author', assignments[email('second.author')], 'begin', {}, { comment: 'Reading the policy first.' });
    const trips = await newPolicy('School trips', '# School trips\n\nEvery trip has a written risk assessment.\n');
    await event('author', trips, 'submit');
    await event('reviewer', trips, 'review', { comment: 'Clear and short.' });
  }],
  [5, async () => {
    const devices = await newPolicy('Use of own devices', '# Use of own devices\n\nLearners may use their own devices when a teacher says so.\n');
    await event('author', devices, 'submit');
    const homework = await newPolicy('Homework', '# Homework\n\nHomework takes an hour a day at most.\n');
    await event('author', homework, 'submit');
    await event('reviewer', homework, 'request_changes', { comment: 'Please say what holds for the younger years.' });
    await open('leader', 'management_review', 'Management review of the winter term', { planned_on: on(-30), chair: email('leader'), participants: ['quality', 'approver', 'auditor'].map(email) });
  }],
  [3, async () => {
    await open('quality', 'evidence_request', 'Qualifications of the teaching staff',
      { what: 'The list of teachers with their qualifications, as of this term.', clause: 'ISO 21001:2018 7.2.1', provider: email('teacher'), due_on: on(-7) });
    await handIn('author', 'survey-autumn.csv', 'question,mean,answers\nLessons are clear,4.2,118\n',
      { title: 'Survey of learners, autumn', clauses: 'ISO 21001:2018 9.1.2.1', checker: email('quality') });
    await say('quality', registers.key, 'The date has passed. What is still missing?', 'teacher');
    await say('teacher', registers.key, 'Access works since Monday. The instruction in the staff room waits for the new screen; Samuel does it while I am on the trip.', 'quality', 'second.author');
    await call('teacher', 'POST', '/delegations', { to: email('second.author'), first_day: on(2), last_day: on(-6), reason: 'School trip with 4A' });
  }],
  [1, async () => {
    await call('quality', 'POST', '/saved-filters', { name: 'Overdue', query: 'status=overdue&sort=due' });
    await call('quality', 'POST', '/saved-filters', { name: 'Corrective actions by date', query: 'workflow=corrective_action&sort=due' });
  }],
];

for (const [daysAgo, happen] of story) {
  await morning(daysAgo);
  await happen();
}
