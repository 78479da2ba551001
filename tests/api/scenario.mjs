// A school week in which every operation of the API is used once, each by somebody who may.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { link, signingSecret, SlackMember } from '../integration/chat_support.mjs';
import { Browser, password } from '../integration/support.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

export async function scenario(w, send) {
  await documents(w, send);
  await cases(w, send);
  await assessments(w, send);
  await evidence(w, send);
  await sources(w, send);
  await library(send);
  await channels(w, send);
  await chat(w, send);
  await administration(w, send);
  await account(send);
}

async function documents(w, send) {
  await send('getDescription', null);
  assert.equal((await send('createDocument', 'author')).value.number, 'PO-001');
  assert.equal((await send('createDocumentFromFile', 'author', { body: 'PK not really a document', query: { file_name: 'safety.txt' } })).value.number, 'PO-002');
  await send('saveDraftFile', 'author', { body: 'Another text', query: { file_name: 'safety.txt' } });
  await send('listDocuments', 'author');
  await send('getDocument', 'author');
  await send('changeDocumentDetails', 'author');
  await send('saveDraft', 'author');
  await send('fireDocumentEvent', 'author');
  await send('reassignDocumentTask', 'quality');
  for (const [who, event] of [['quality', 'review'], ['approver', 'approve']]) {
    assert.equal((await w.event(who, 'PO-001', event)).status, 200, event);
  }
  await send('getVersionContent', 'teacher');
  assert.equal((await w.event('author', 'PO-001', 'revise', { comment: 'Each day after all' })).status, 200);
  await w.api('author', 'PUT', '/documents/PO-001/draft', { markdown: '# Attendance\n\nLearners attend every day.\n', change_description: 'Each day' });
  await send('listDocumentVersions', 'author');
  await send('compareVersions', 'author');
  await send('getDocumentHistory', 'author');
  const paper = await send('getVersionOnPaper', 'teacher');
  assert.match(paper.bytes.toString(), /PO-001 · version 1\.0/, 'the control header');
  await send('checkText', 'author');
  await send('exportDocuments', 'author');
  const form = new FormData();
  form.append('files', new Blob(['# Fire drill\n\nGo out.\n']), 'fire-drill.md');
  const report = (await send('importDocuments', 'quality', { body: form })).value;
  assert.equal(report.added, 1);
}

async function cases(w, send) {
  await send('listWorkflows', 'teacher');
  await send('getWorkflow', 'teacher');
  await send('checkWorkflow', 'author');
  await send('createWorkflow', 'author');
  const { body } = await w.api('author', 'GET', '/workflows/complaint');
  await send('changeWorkflow', 'author', { request: { definition: body.source } });
  const opened = (await send('openCase', 'quality')).value;
  assert.equal(opened.key, 'CAR-1');
  await send('listCases', 'quality');
  await send('getCaseCalendar', 'quality');
  await send('getCase', 'quality');
  await send('commentOnCase', 'quality');
  const linked = (await send('linkCase', 'quality')).value;
  await send('unlinkCase', 'quality', { path: { id: linked.links.at(-1).id } });
  const attached = (await send('attachFile', 'quality', { body: 'Week 40' })).value;
  assert.equal(attached.sha256, sha256('Week 40'));
  await send('getAttachedFile', 'quality', { path: attached });
  await send('detachFile', 'quality', { path: attached });
  await send('renameCase', 'quality');
  await send('listTasks', 'quality');
  await send('listWork', 'quality');
  await send('putOffTask', 'quality');
  await send('takeTaskBack', 'quality');
  const task = (await w.api('quality', 'GET', '/tasks')).body.items.find((each) => each.case === 'CAR-1');
  await send('assignTask', 'quality', { path: { id: task.id } });
  await send('changeCaseOwner', 'quality');
  await send('getCaseHistory', 'quality');
  await send('fireCaseEvent', 'quality');
  await send('listNotices', 'teacher');
  await send('markNoticesRead', 'teacher');
  await send('delegateTasks', 'author');
  const delegations = (await send('listDelegations', 'quality')).value;
  await send('endDelegation', 'author', { path: { id: delegations.items[0].id } });
  const filters = (await send('saveFilter', 'author')).value;
  await send('listSavedFilters', 'author');
  await send('removeSavedFilter', 'author', { path: { id: filters.items[0].id } });
  const journey = await w.api('quality', 'POST', '/cases', { workflow: 'certification_journey', title: 'Certified by summer', fields: { scope: 'All courses', standard: ['iso_21001_2018'], target: '2030-06-30' } });
  assert.equal(journey.status, 201, JSON.stringify(journey.body));
  await send('getJourney', 'quality');
}

async function assessments(w, send) {
  const opened = await w.api('quality', 'POST', '/cases', { workflow: 'gap_analysis', title: 'Where we stand', fields: { standard: ['iso_21001_2018'], scope: 'All courses', assessors: ['quality@example.org'], planned_end: '2030-06-30' } });
  assert.equal(opened.status, 201, JSON.stringify(opened.body));
  const path = { key: opened.body.key };
  const began = await w.api('quality', 'POST', `/cases/${path.key}/transitions`, { event: 'begin' });
  assert.equal(began.status, 200, JSON.stringify(began.body));
  await send('getAssessment', 'quality', { path });
  await send('assessClause', 'quality', { path });
  await send('exportAssessment', 'quality', { path });
  const next = (await send('followAssessment', 'quality', { path })).value;
  const details = { scope: 'All courses', assessors: ['quality@example.org'], planned_end: '2031-06-30' };
  assert.equal((await w.api('quality', 'POST', `/cases/${next.key}/transitions`, { event: 'begin', fields: details })).status, 200);
  await send('confirmAnswer', 'quality', { path: next });
}

async function evidence(w, send) {
  await send('addEvidence', 'teacher', { body: 'We met.' });
  await send('listEvidence', 'quality');
  await send('exportEvidence', 'quality');
  await send('exportEvidenceRequests', 'quality');
  const { bytes } = await send('makeEvidencePack', 'quality', { request: { secret: password } });
  assert.equal(bytes.subarray(0, 2).toString(), 'PK');
}

async function sources(w, send) {
  const { secret } = (await send('addSource', 'quality', { request: { allowed_addresses: [] } })).value;
  await send('listSources', 'quality');
  const { mapping } = (await send('getSource', 'quality')).value;
  await send('changeSource', 'quality');
  assert.equal((await send('sendSourceSample', 'quality')).value.taken, true);
  // What says nothing that could be a date waits for a person.
  await send('changeSourceMapping', 'quality', { request: { mapping: { ...mapping, title: '{/title}', effective_on: '{/nowhere}', clauses: '99.99' } } });
  assert.equal((await send('checkSourceMapping', 'quality')).value.evidence.title, 'First aid for teachers');
  const body = JSON.stringify({ title: 'A test' });
  const time = new Date();
  const signed = new Webhook(secret).sign('msg_1', time, body);
  const delivered = await fetch(`${w.address}/hooks/evidence/lms`, {
    method: 'POST', body,
    headers: { 'Content-Type': 'application/json', 'webhook-id': 'msg_1', 'webhook-timestamp': String(Math.floor(time / 1000)), 'webhook-signature': signed },
  });
  assert.ok(delivered.status < 300, `${delivered.status} ${await delivered.text()}`);
  const waiting = async () => {
    while ((await w.api('quality', 'GET', '/deliveries?state=waiting')).body.items.length === 0) await new Promise((done) => setTimeout(done, 50));
  };
  await waiting();
  const path = { id: (await send('listDeliveries', 'quality')).value.items[0].id };
  await send('getDelivery', 'quality', { path });
  await send('replayDelivery', 'quality', { path });
  await waiting();
  await send('replaySource', 'quality');
  await waiting();
  assert.equal((await send('passDeliveryOver', 'quality', { path })).value.state, 'passed_over');
  assert.match((await send('placeDelivery', 'quality', { path })).value.key, /^EV-\d+$/, 'decided otherwise afterwards');
  assert.notEqual((await send('rotateSourceSecret', 'quality')).value.secret, secret);
  await send('removeSource', 'quality');
}

async function library(send) {
  await send('listStandards', 'teacher');
  const standard = (await send('getStandard', 'teacher')).value;
  await send('exportStandard', 'teacher');
  await send('importLibrary', 'quality', { body: 'number,title,asks\n1,Order,Keep the rooms tidy.\n' });
  await send('getClause', 'quality');
  await send('changeClause', 'quality', { request: { version: standard.version } });
  const mappings = (await send('listMappings', 'teacher')).value;
  const path = { mapping: mappings.items[0].name };
  await send('exportMapping', 'teacher', { path });
  const mapping = (await send('getMapping', 'teacher', { path })).value;
  await send('changeMappingRow', 'quality', { path, request: { version: mapping.version } });
}

async function channels(w, send) {
  const made = (await send('addChannel', 'quality', { request: { address: w.sink } })).value;
  assert.match(made.secret, /^whsec_/);
  await send('listChannels', 'quality');
  await send('getChannel', 'quality');
  await send('changeChannel', 'quality');
  assert.notEqual((await send('changeChannelSecret', 'quality')).value.secret, made.secret);
  await send('pauseChannel', 'quality');
  await send('resumeChannel', 'quality');
  assert.equal((await send('testChannel', 'quality')).value.arrived, true);
  await send('previewChannel', 'quality');
  const log = (await send('listMessages', 'quality')).value;
  const path = { id: log.items.at(-1).id };
  await send('getMessage', 'quality', { path });
  await send('sendMessageAgain', 'quality', { path });
  await send('replayChannel', 'quality', { request: { since: new Date(Date.now() - 3_600_000).toISOString() } });
  await send('removeChannel', 'quality');
}

async function chat(w, send) {
  const team = (await send('addChatTeam', 'admin')).value;
  await send('setChatSecret', 'admin', { path: team });
  await send('shareChatLinks', 'admin', { path: team });
  await send('removeChatApp', 'admin', { path: team });
  await send('setChatSecret', 'admin', { path: { address: 'slack' }, request: { secret: signingSecret } });
  await send('listChatApps', 'quality');
  const browser = await new Browser(w.address).signIn('teacher@example.org');
  const member = new SlackMember(w, { user_id: 'U2CERLKJA', user_name: 'theo' });
  await link(browser, await member.say('tasks'), (text) => member.say(text));
  const accounts = (await send('listChatAccounts', 'teacher')).value;
  assert.equal(accounts.items[0].name, 'theo');
  await send('endChatAccount', 'teacher', { path: { id: accounts.items[0].id } });
  await link(browser, await member.say('tasks'), (text) => member.say(text));
  const [again] = (await send('listChatAccountsOfPerson', 'admin')).value.items;
  await send('endChatAccountOfPerson', 'admin', { path: { id: again.id } });
  assert.equal((await w.api('admin', 'GET', '/people/teacher@example.org/chats')).body.items.length, 0);
}

async function administration(w, send) {
  await send('listPeople', 'admin');
  await send('addPerson', 'admin');
  await send('getPerson', 'admin');
  assert.equal((await send('changePerson', 'admin')).value.department, 'Science');
  assert.equal((await send('disablePerson', 'admin')).value.active, false);
  assert.equal((await send('enablePerson', 'admin')).value.active, true);
  await send('resetPassword', 'admin');
  await send('getOrganisation', 'teacher');
  await send('changeOrganisation', 'admin');
  await send('addDepartment', 'admin');
  await send('renameDepartment', 'admin');
  await send('listDepartments', 'teacher');
  await send('changeFreeWeekdays', 'admin');
  await send('addHoliday', 'admin');
  await send('getWorkingCalendar', 'teacher');
  await send('removeHoliday', 'admin');
  await send('listAuditTrail', 'auditor');
  await send('exportAuditTrail', 'auditor');
  await send('listenToEvents', 'teacher', { listen: true });
}

async function account(send) {
  await send('getAccount', 'teacher');
  const token = (await send('createToken', 'teacher')).value;
  assert.match(token.token, /^provost_[0-9a-f]{64}$/);
  await send('listTokens', 'teacher');
  await send('revokeToken', 'teacher', { path: { id: token.id } });
  await send('changePreferences', 'teacher');
  await send('getPreferences', 'teacher');
  await send('changePassword', 'teacher', { request: { present_password: password } });
}
