// What people ask and do from Slack and Teams: the real server, requests built and signed as the services do.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Sink } from './sink.mjs';
import { Browser, password, run, temporaryFolder, World } from './support.mjs';
import { actionForm, buttonsOf, commandForm, confirm, link, now, post, signedBySlack, signedByTeams, signingSecret, SlackMember, statusBeforeBody, teamsActivity, teamsToken, titleOf } from './chat_support.mjs';

async function worldWithSlack(t) {
  const sink = await new Sink().start();
  t.after(() => sink.stop());
  const w = new World(temporaryFolder(t), { extraConfig: `public_url: https://eoms.example.org\noutgoing:\n  allowed: ["${sink.host}"]\n` });
  t.after(() => w.stop('SIGKILL'));
  await w.start();
  const quality = await new Browser(w.address).signIn('quality@example.org');
  const admin = await new Browser(w.address).signIn('admin@example.org');
  const saved = await admin.post('/chat-apps/slack/secret', { csrf: admin.csrf, secret: signingSecret });
  assert.equal(saved.location, '/chat-apps?notice=saved', saved.text);
  return { w, sink, quality, admin, responseUrl: `http://${sink.host}/commands/T1/1/x` };
}

async function linked(w, who, user, more = {}) {
  const member = new SlackMember(w, { user_id: user, user_name: who, ...more });
  const browser = await new Browser(w.address).signIn(`${who}@example.org`);
  await link(browser, await member.say('tasks'), (text) => member.say(text));
  member.browser = browser;
  return member;
}

async function training(w, participant = 'teacher@example.org') {
  const made = await w.api('quality', 'POST', '/cases', { workflow: 'training_assignment', title: 'Fire safety',
    fields: { course: 'Fire safety for everybody', participant, due_on: '2030-01-31' } });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body.key;
}
const stateOf = async (w, key) => (await w.api('quality', 'GET', `/cases/${key}`)).body.state;

test('somebody unknown is asked once who they are, confirms it signed in, and then acts with their own rights', async (t) => {
  const { w } = await worldWithSlack(t);
  const key = await training(w);
  const theo = new SlackMember(w, { user_id: 'U2CERLKJA', user_name: 'theo' });
  const asked = await theo.say('');
  assert.equal(asked.status, 200);
  assert.equal(asked.json.response_type, 'ephemeral');
  assert.match(titleOf(asked), /Who are you in Provost, theo\?/);
  const address = buttonsOf(asked.json)[0].url;
  assert.match(address, /^https:\/\/eoms\.example\.org\/account\/chat\?code=[0-9a-f]{40}$/);
  const path = address.slice('https://eoms.example.org'.length);

  const anonymous = await new Browser(w.address).get(path);
  assert.match(anonymous.location, /^\/sign-in\?next=/, 'only for somebody signed in');
  const browser = await new Browser(w.address).signIn('teacher@example.org');
  for (let times = 0; times < 3; ++times) assert.match((await browser.get(path)).text, /Is this Slack account yours\?/);
  assert.match(titleOf(await theo.say('tasks')), /Who are you/, 'opening the link does nothing');
  assert.match((await browser.get(path)).text, /no longer works/, 'a newer link ends the older one');

  const again = await theo.say('tasks');
  const code = JSON.stringify(again.json).match(/code=([0-9a-f]+)/)[1];
  assert.equal((await browser.post('/account/chat', { code, secret: password })).status, 403, 'without the token of the form');
  const wrong = await browser.post('/account/chat', { code, csrf: browser.csrf, secret: 'not my password' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /The password is not right[\s\S]*name="code"/, 'to be typed again');
  const confirmed = await confirm(browser, again);
  assert.match(confirmed.digits, /^\d{6}$/);
  assert.match(titleOf(await theo.say(`link ${confirmed.digits === '123456' ? '654321' : '123456'}`)), /not the digits/);
  assert.match(titleOf(await theo.say(`link ${confirmed.digits}`)), /Linked: this account acts for Theo Teacher/);
  assert.equal((await browser.post('/account/chat', { code, csrf: browser.csrf, secret: password })).status, 404, 'the link works once');
  assert.match(JSON.stringify((await w.api('teacher', 'GET', '/notices')).body), /The Slack account “theo” can now act for you/);

  const tasks = await theo.say('tasks');
  assert.match(titleOf(tasks), /1 thing waits for you/);
  assert.match(JSON.stringify(tasks.json), new RegExp(`${key} Fire safety: Begin the training`));
  const page = await browser.get('/account/chat');
  assert.match(page.text, /Slack: theo/);
  const identity = page.text.match(/\/account\/chat\/(\d+)\/end/)[1];
  assert.equal((await browser.post(`/account/chat/${identity}/end`, { csrf: browser.csrf })).status, 303);
  assert.match(titleOf(await theo.say('tasks')), /Who are you/);
  assert.equal(run('verify', '--data', w.data).code, 0);
});

test('answers speak the language that the person chose, and understand its words', async (t) => {
  const { w } = await worldWithSlack(t);
  const key = await training(w);
  const theo = await linked(w, 'teacher', 'U2CERLKJA');
  assert.match(titleOf(await theo.say('Aufgaben')), /1 thing waits for you/, 'words of all languages are understood');
  const chosen = await w.api('teacher', 'PATCH', '/account/preferences', { language: 'de' });
  assert.equal(chosen.status, 200, JSON.stringify(chosen.body));
  const tasks = await theo.say('aufgaben');
  assert.match(titleOf(tasks), /1 Aufgabe wartet auf Sie/);
  assert.match(JSON.stringify(tasks.json), new RegExp(`${key} Fire safety: Begin the training \\(bis 31\\. Januar 2030\\)`));
  assert.deepEqual(buttonsOf(tasks.json).filter(({ value }) => value).map(({ text }) => text.text), ['Begin', 'I have completed it', 'Morgen wieder erinnern']);
  assert.match(titleOf(await theo.say(`erledigt ${key}`)), /Was ist geschehen\?/);
  assert.match(titleOf(await theo.say(`verschiebe ${key} bis NÄCHSTE Woche`)), new RegExp(`Verschoben: ${key} kommt am \\d+\\. \\S+ \\d{4} wieder`));
  assert.match(titleOf(await theo.say('tanze')), /„tanze“ kenne ich nicht/);
  assert.match(titleOf(await theo.say('approve PO-999')), /gehört nicht zu Ihren Aufgaben/, 'English words stay');
  assert.match(titleOf(await theo.say('trennen')), /mit niemandem verbunden/);
  assert.match(titleOf(await theo.say('aufgaben')), /Who are you/, 'nobody’s, so in the language of the organisation');
});

test('a button does a step once, for whom it is meant, and says so to the one who pressed it', async (t) => {
  const { w, sink, responseUrl } = await worldWithSlack(t);
  const key = await training(w);
  const theo = await linked(w, 'teacher', 'U2CERLKJA', { response_url: responseUrl });
  const anna = await linked(w, 'author', 'U3AUTHOR1', { response_url: responseUrl });
  const tasks = await theo.say('tasks');
  const buttons = buttonsOf(tasks.json).filter(({ value }) => value);
  assert.deepEqual(buttons.map(({ text }) => text.text), ['Begin', 'I have completed it', 'Remind me tomorrow']);
  assert.ok(buttons.every(({ action_id: id }) => id !== 'open_page'));

  const foreign = await anna.press(buttons[1].value);
  assert.deepEqual([foreign.status, foreign.text], [200, '']);
  await sink.until((all) => all.length === 1);
  const refused = JSON.parse(sink.received[0].body);
  assert.equal(refused.response_type, 'ephemeral');
  assert.equal(refused.replace_original, false);
  assert.match(refused.blocks[0].text.text, /not among your tasks/);
  assert.equal(await stateOf(w, key), 'assigned');

  assert.equal((await theo.press(buttons[1].value)).status, 200);
  await sink.until((all) => all.length === 2);
  assert.match(JSON.parse(sink.received[1].body).blocks[0].text.text, /Done: I have completed it/);
  assert.equal(await stateOf(w, key), 'completed');
  const entry = (await w.api('quality', 'GET', `/cases/${key}/history`)).body.items.at(-1);
  assert.equal(entry.actor, 'teacher@example.org');

  assert.equal((await theo.press(buttons[0].value)).status, 200);
  await sink.until((all) => all.length === 3);
  assert.match(JSON.parse(sink.received[2].body).blocks[0].text.text, /done already/);
  assert.equal((await theo.press('done task:987654')).status, 200);
  await sink.until((all) => all.length === 4);
  assert.match(JSON.parse(sink.received[3].body).blocks[0].text.text, /not among your tasks/);
  assert.equal(run('verify', '--data', w.data).code, 0);
});

test('a task is put off, a document is confirmed with its reason, and what needs a password is done on its page', async (t) => {
  const { w, sink, responseUrl } = await worldWithSlack(t);
  const key = await training(w);
  const theo = await linked(w, 'teacher', 'U2CERLKJA', { response_url: responseUrl });
  const later = buttonsOf((await theo.say('tasks')).json).find(({ text }) => text.text === 'Remind me tomorrow').value;
  await theo.press(later);
  await sink.until((all) => all.length === 1);
  assert.match(JSON.parse(sink.received[0].body).blocks[0].text.text, new RegExp(`Put off: ${key} comes back on`));
  assert.match(titleOf(await theo.say('tasks')), /Nothing waits for you/);
  assert.match(titleOf(await theo.say(`snooze ${key.toLowerCase()} until next week`)), /Put off/);
  assert.match(JSON.stringify((await theo.say(`snooze ${key} 1999-01-01`)).json), /That was not put off/);
  assert.match(titleOf(await theo.say(`done ${key}`)), /what happened\?/, 'several steps are possible');

  const number = await w.newPolicy();
  assert.equal((await w.event('author', number, 'submit')).status, 200);
  assert.equal((await w.event('reviewer', number, 'review')).status, 200);
  const paul = await linked(w, 'approver', 'U4APPROV', { response_url: responseUrl });
  for (const words of [`approve ${number}`, `done ${number}`, `sign ${number} ${'secret'}`]) {
    const answer = await paul.say(words);
    assert.match(titleOf(answer), /do this on its page/, words);
    assert.equal(buttonsOf(answer.json)[0].url, `https://eoms.example.org/documents/${number}`);
  }
  assert.equal((await w.event('approver', number, 'approve')).status, 200);
  const anna = await linked(w, 'author', 'U3AUTHOR1', { response_url: responseUrl });
  const why = await anna.say(`still valid ${number}`);
  assert.match(titleOf(why), /why is it still valid\?/);
  const confirm = buttonsOf(why.json).find(({ value }) => value);
  assert.ok(why.json.blocks.some(({ type, element }) => type === 'input' && element.action_id === 'reason'));
  await anna.press(confirm.value, { reason: 'Read again with the team' });
  await sink.until((all) => all.length === 2);
  assert.match(JSON.parse(sink.received[1].body).blocks[0].text.text, /is still valid/);
  const history = await w.api('author', 'GET', `/documents/${number}`);
  assert.match(JSON.stringify(history.body), /Read again with the team/);
  assert.match(JSON.stringify((await theo.say(`valid ${number} because`)).json), /That was not possible/, 'the rights are those of the page');
  assert.match(titleOf(await theo.say('status')), /No certification journey/);
  assert.match(titleOf(await theo.say('dance')), /I do not know “dance”/);
  assert.match(JSON.stringify((await theo.say('find attendance')).json), new RegExp(number));
});

test('messages carry buttons where the channel says that they work', async (t) => {
  const { w, sink, quality, responseUrl } = await worldWithSlack(t);
  const add = (name, more) => quality.post('/channels', [['csrf', quality.csrf], ['name', name], ['format', 'slack'], ['address', `http://${sink.host}/${name}`], ['mentions', '1'], ['events', 'task_assigned'], ...more]);
  assert.equal((await add('plain', [])).status, 303);
  assert.equal((await add('app', [['interactive', '1']])).status, 303);
  assert.match((await quality.get('/channels/app')).text, /name="interactive" value="1" checked/);
  const refused = await quality.post('/channels', [['csrf', quality.csrf], ['name', 'teams'], ['format', 'teams'], ['address', 'https://x.example.org/y'], ['interactive', '1']]);
  assert.equal(refused.status, 422, refused.text);
  const theo = await linked(w, 'teacher', 'U2CERLKJA', { response_url: responseUrl });
  const key = await training(w);
  await sink.until((all) => all.filter(({ path }) => path === '/plain' || path === '/app').length === 2);
  const sent = (name) => JSON.parse(sink.received.find(({ path }) => path === `/${name}`).body);
  assert.deepEqual(buttonsOf(sent('plain')).map(({ text }) => text.text), ['Open the task']);
  const buttons = buttonsOf(sent('app'));
  assert.deepEqual(buttons.map(({ text }) => text.text), ['Open the task', 'Begin', 'I have completed it', 'Remind me tomorrow']);
  assert.match(JSON.stringify(sent('app').blocks), /<@U2CERLKJA>/, 'mentioned by the linked account');
  await theo.press(buttons[3].value);
  await sink.until((all) => all.some(({ body }) => /Put off/.test(body)));
  await theo.press(`done ${buttons[1].value.split(' ')[1]}`);
  await sink.until((all) => all.some(({ body }) => /what happened/.test(body)));
  await theo.press(buttons[1].value);
  await sink.until((all) => all.some(({ body }) => /Done: Begin/.test(body)));
  assert.equal(await stateOf(w, key), 'in_progress');
  for (const { body } of sink.received.slice(2)) assert.equal(JSON.parse(body).response_type, 'ephemeral');
});

test('an administrator ends the link of somebody else on that person’s page', async (t) => {
  const { w, admin, quality } = await worldWithSlack(t);
  const theo = await linked(w, 'teacher', 'U2CERLKJA');
  const page = await admin.get('/people/teacher@example.org');
  assert.match(page.text, /Slack: teacher/);
  const path = page.text.match(/\/people\/[^"]+\/chat\/\d+\/end/)[0].replace('%40', '@');
  assert.equal((await quality.post(path, { csrf: quality.csrf })).status, 403);
  assert.equal((await admin.post(path.replace('teacher', 'author'), { csrf: admin.csrf })).status, 404, 'of another person');
  assert.match(titleOf(await theo.say('tasks')), /Nothing waits/);
  assert.equal((await admin.post(path, { csrf: admin.csrf })).status, 303);
  assert.match(titleOf(await theo.say('tasks')), /Who are you/);
  assert.doesNotMatch((await admin.get('/people/teacher@example.org')).text, /Slack: teacher/);
});

test('nobody acts through an account whose person left, or became a guest', async (t) => {
  const { w } = await worldWithSlack(t);
  await training(w);
  const theo = await linked(w, 'teacher', 'U2CERLKJA');
  const admin = await new Browser(w.address).signIn('admin@example.org');
  assert.equal((await admin.post('/people/teacher@example.org/disable', { csrf: admin.csrf })).status, 303);
  const answer = await theo.say('tasks');
  assert.match(titleOf(answer), /Who are you/, 'the link ended with the access');
  assert.doesNotMatch(JSON.stringify(answer.json), /Fire safety/);
  const anna = await linked(w, 'author', 'U3AUTHOR1');
  assert.equal((await admin.post('/people/author@example.org/password', { csrf: admin.csrf, password: 'a pass phrase of somebody' })).status, 303);
  assert.match(titleOf(await anna.say('tasks')), /Who are you/, 'and with the password');
  const guest = await new Browser(w.address).signIn('external@example.org');
  const asked = await new SlackMember(w, { user_id: 'U9GUEST' }).say('tasks');
  assert.equal((await confirm(guest, asked)).status, 403, 'guests use the pages');
});

test('what is not signed by Slack now, or came before, does nothing', async (t) => {
  const { w, sink, responseUrl } = await worldWithSlack(t);
  const key = await training(w);
  await linked(w, 'teacher', 'U2CERLKJA');
  const body = commandForm(`done ${key} begin`, { response_url: responseUrl });
  const send = (options, path = '/hooks/slack/command') => post(w.address, path, body, signedBySlack(body, options));
  for (const options of [{ secret: 'a'.repeat(32) }, { timestamp: now() - 301 }, { timestamp: now() + 330 }, { signature: '' }, { signature: 'v0=' }, { signature: 'v0=00' }]) {
    const answer = await send(options);
    assert.deepEqual([answer.status, answer.text], [401, ''], JSON.stringify(options));
  }
  assert.equal((await post(w.address, '/hooks/slack/command', body, { 'Content-Type': 'application/x-www-form-urlencoded' })).status, 401);
  assert.equal(await stateOf(w, key), 'assigned');

  const timestamp = now();
  assert.match(titleOf(await send({ timestamp })), /Done: Begin/);
  assert.equal(await stateOf(w, key), 'in_progress');
  const replayed = await send({ timestamp });
  assert.deepEqual([replayed.status, replayed.json.response_type], [200, 'ephemeral']);
  assert.match(titleOf(replayed), /I have that already/);
  const inCapitals = signedBySlack(body, { timestamp })['X-Slack-Signature'].toUpperCase().replace('V', 'v');
  const spelled = await send({ timestamp, signature: inCapitals });
  assert.ok(spelled.status === 401 || /I have that already/.test(titleOf(spelled)), 'another spelling of the signature is not another request');
  await w.stop('SIGKILL');
  await w.start();
  assert.match(titleOf(await send({ timestamp })), /I have that already/, 'also after the program was killed');
  assert.equal(await stateOf(w, key), 'in_progress');

  for (const [path, bad] of [['/hooks/slack/actions', 'payload=%7B'], ['/hooks/slack/actions', 'payload={"type":"view_submission"}'], ['/hooks/slack/actions', 'x=1'], ['/hooks/slack/command', 'text=tasks'], ['/hooks/slack/command', commandForm('tasks', { user_id: 'U1\u0000' })]]) {
    assert.equal((await post(w.address, path, bad, signedBySlack(bad))).status, 400, bad);
  }
  assert.doesNotMatch(w.log, new RegExp(signingSecret));
  assert.equal(sink.received.length, 0);
});

test('a body is not waited for when the header proves nothing, and nobody may send too often', async (t) => {
  const { w } = await worldWithSlack(t);
  const signed = signedBySlack('x');
  for (const [status, path, headers] of [
    [401, '/hooks/slack/command', {}], [401, '/hooks/slack/actions', signedBySlack('x', { timestamp: now() - 301 })],
    [401, '/hooks/slack/command', signedBySlack('x', { signature: 'v0=00' })], [404, '/hooks/teams/0123456789abcdef', signedByTeams('x')],
  ]) assert.equal(await statusBeforeBody(w.address, path, headers), status, `${path} ${JSON.stringify(headers)}`);
  assert.equal(await statusBeforeBody(w.address, '/hooks/slack/command', signed, { wait: 300 }), undefined, 'this one may bring its body');
  let last;
  for (let sent = 0; sent < 400 && last !== 429; ++sent) last = (await post(w.address, '/hooks/slack/command', 'x', {})).status;
  assert.equal(last, 429);
  assert.equal(await statusBeforeBody(w.address, '/hooks/slack/command', {}, { localAddress: '127.0.0.2' }), 401, 'others are not kept waiting');
});

test('answers are sent to Slack and to hosts that the operator named, nowhere else', async (t) => {
  const { w, sink, responseUrl } = await worldWithSlack(t);
  const theo = await linked(w, 'teacher', 'U2CERLKJA');
  const other = await new Sink().start();
  t.after(() => other.stop());
  for (const address of [`http://${other.host}/x`, `http://hooks.slack.com@${other.host}/x`, 'file:///etc/passwd', '']) {
    assert.equal((await theo.press('tasks', { response_url: address })).status, 200, address);
  }
  assert.equal((await theo.press('tasks', { response_url: responseUrl })).status, 200);
  await sink.until((all) => all.length === 1);
  assert.equal(other.received.length, 0);
});

test('what was accepted before the program was killed happens after it', async (t) => {
  const { w, sink, responseUrl } = await worldWithSlack(t);
  const key = await training(w);
  const theo = await linked(w, 'teacher', 'U2CERLKJA', { response_url: responseUrl });
  const begin = buttonsOf((await theo.say('tasks')).json).find(({ text }) => text.text === 'Begin').value;
  for (let round = 0; round < 5; ++round) {
    const body = actionForm(begin, { response_url: responseUrl });
    const answered = await post(w.address, '/hooks/slack/actions', body, signedBySlack(body));
    assert.equal(answered.status, 200);
    await w.stop('SIGKILL');
    await w.start();
  }
  await sink.until((all) => all.filter(({ body }) => /Done: Begin|done already/.test(body)).length >= 5, 40_000);
  const done = sink.received.filter(({ body }) => /Done: Begin/.test(body));
  const history = (await w.api('quality', 'GET', `/cases/${key}/history`)).body.items.filter(({ event }) => event === 'begin');
  assert.equal(history.length, 1, 'the step was taken once');
  // Killed between sending an answer and noting that, the same answer is sent again. Slack has no key by which it would
  // know it: `replace_original` replaces the message with the button, which others read, and not the earlier answer. Not
  // sending it again would leave whoever pressed without any answer when it was not sent; so twice is the lesser evil.
  assert.ok(new Set(done.map(({ body }) => body)).size <= 1);
  assert.equal(run('verify', '--data', w.data).code, 0);
});

test('a team in Teams asks with the same words, and reads nothing that not everybody may know', async (t) => {
  const { w, quality, admin } = await worldWithSlack(t);
  await training(w);
  await w.api('quality', 'POST', '/cases', { workflow: 'complaint', title: 'About a colleague', fields: { kind: 'complaint', complaint: 'It was loud' } });
  assert.equal((await admin.post('/chat-apps', { csrf: admin.csrf, name: 'Staff' })).status, 303);
  const page = await quality.get('/chat-apps');
  const path = page.text.match(/\/hooks\/teams\/[0-9a-f]{16}/)[0];
  const ask = (text, { more, token, headers } = {}) => {
    const body = teamsActivity(text, more);
    return post(w.address, path, body, headers ?? signedByTeams(body, token));
  };
  assert.equal((await ask('tasks', { token: '' })).status, 404, 'without a token nobody is genuine');
  assert.equal((await admin.post(`/chat-apps/${path.split('/').at(-1)}/secret`, { csrf: admin.csrf, secret: teamsToken })).status, 303);
  assert.equal((await ask('tasks', { token: Buffer.from('another token of thirty-two bytes').toString('base64') })).status, 401);
  assert.equal((await ask('tasks', { more: { timestamp: new Date(Date.now() - 301_000).toISOString() } })).status, 401);

  const asked = await ask('tasks');
  assert.equal(asked.json.type, 'message');
  assert.match(JSON.stringify(asked.json), /Who are you in Provost, Theo Teacher\?/);
  await link(quality, asked, ask);
  const tasks = await ask('tasks');
  assert.match(JSON.stringify(tasks.json), /things? waits? for you/);
  assert.doesNotMatch(JSON.stringify(tasks.json), /About a colleague/);
  const number = await w.newPolicy({ title: 'Secret draft' });
  assert.doesNotMatch(JSON.stringify((await ask('find Secret')).json), /Secret draft/);
  await w.release(number);
  assert.match(JSON.stringify((await ask('find document Secret')).json), /Secret draft/);
  const body = teamsActivity('tasks');
  await post(w.address, path, body, signedByTeams(body));
  assert.match(JSON.stringify((await post(w.address, path, body, signedByTeams(body))).json), /I have that already/);
});

test('a link made in one team counts for nothing in another, and only administrators hold the tokens', async (t) => {
  const { w, quality, admin } = await worldWithSlack(t);
  const key = await training(w);
  const tokens = [teamsToken, Buffer.from('the token of a team of strangers').toString('base64')];
  for (const name of ['Staff', 'Strangers']) assert.equal((await admin.post('/chat-apps', { csrf: admin.csrf, name })).status, 303);
  const looking = await quality.get('/chat-apps');
  const addresses = [...looking.text.matchAll(/\/hooks\/teams\/([0-9a-f]{16})/g)].map(([, address]) => address);
  assert.equal(addresses.length, 2);
  assert.doesNotMatch(looking.text, /action="\/chat-apps/, 'a quality manager may look');
  for (const path of ['/chat-apps', '/chat-apps/slack/secret', `/chat-apps/${addresses[0]}/secret`, `/chat-apps/${addresses[0]}/remove`]) {
    assert.equal((await quality.post(path, { csrf: quality.csrf, name: 'Mine', secret: teamsToken })).status, 403, path);
  }
  for (const [at, secret] of tokens.entries()) assert.equal((await admin.post(`/chat-apps/${addresses[at]}/secret`, { csrf: admin.csrf, secret })).status, 303);
  const ask = (at, text) => {
    const body = teamsActivity(text);
    return post(w.address, `/hooks/teams/${addresses[at]}`, body, signedByTeams(body, tokens[at]));
  };
  const teacher = await new Browser(w.address).signIn('teacher@example.org');
  await link(teacher, await ask(0, 'tasks'), (text) => ask(0, text));
  assert.match((await teacher.get('/account/chat')).text, /Teams: Theo Teacher/);
  assert.match(JSON.stringify((await ask(1, `done ${key} begin`)).json), /Who are you in Provost/, 'the same tenant and member, signed by another team');
  assert.equal(await stateOf(w, key), 'assigned');
  for (const path of addresses.map((address) => `/chat-apps/${address}/sharing`)) {
    assert.equal((await quality.post(path, { csrf: quality.csrf, shares: '1' })).status, 403);
    assert.equal((await admin.post(path, { csrf: admin.csrf, shares: '1' })).status, 303);
  }
  await ask(1, `done ${key} begin`);
  assert.equal(await stateOf(w, key), 'in_progress', 'when an administrator said that links count in both');
});
