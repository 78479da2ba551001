// Asking from chat beside Slack's own code: Bolt's receiver takes and refuses the same requests; and the page on which
// somebody confirms that an account is theirs, as people see it.
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import bolt from '@slack/bolt';
import { actionForm, commandForm, now, post, signedBySlack, signingSecret, SlackMember, titleOf } from '../integration/chat_support.mjs';
import { Browser, password, temporaryFolder, World } from '../integration/support.mjs';
import { assertWellMade, complaintsOf, desktop, launchBrowser, phone, signedInWith } from './support.mjs';

const { App, HTTPReceiver, LogLevel } = bolt;
const publicAddress = 'https://eoms.example.org';

let browser;
let w;
const cleanUp = [];

before(async () => {
  browser = await launchBrowser();
  w = new World(temporaryFolder({ after: (work) => cleanUp.push(work) }), { extraConfig: `public_url: ${publicAddress}\n` });
  await w.start();
  const admin = await new Browser(w.address).signIn('admin@example.org');
  assert.equal((await admin.post('/chat-apps/slack/secret', { csrf: admin.csrf, secret: signingSecret })).status, 303);
});

after(async () => {
  await browser?.close();
  await w?.stop('SIGKILL');
  for (const work of cleanUp) await work();
});

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// An app on Slack's own framework at the same two addresses.
async function startBolt() {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: ['/hooks/slack/command', '/hooks/slack/actions'], logLevel: LogLevel.ERROR });
  receiver.logger.setLevel('error');
  const app = new App({ receiver, authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U0' }), logLevel: LogLevel.ERROR });
  const seen = [];
  app.command('/provost', async ({ command, ack }) => { seen.push(command.text); await ack(); });
  app.action(/.*/, async ({ action, ack }) => { seen.push(action.value); await ack(); });
  const port = await freePort();
  await app.start({ port, host: '127.0.0.1' });
  cleanUp.push(() => app.stop());
  return { address: `http://127.0.0.1:${port}`, seen };
}

describe('asking from chat', () => {
  test('takes and refuses what Slack’s own receiver takes and refuses', async () => {
    const peer = await startBolt();
    const command = commandForm('tasks');
    const action = actionForm('done task:1');
    const requests = [];
    for (const [path, body] of [['/hooks/slack/command', command], ['/hooks/slack/actions', action]]) {
      const good = signedBySlack(body);
      requests.push([path, body, good, 'good']);
      for (const [name, headers] of Object.entries({
        'another secret': signedBySlack(body, { secret: 'b'.repeat(32) }),
        '301 seconds old': signedBySlack(body, { timestamp: now() - 301 }),
        '299 seconds old': signedBySlack(body, { timestamp: now() - 299 }),
        'no signature': { ...good, 'X-Slack-Signature': '' },
        'another version': { ...good, 'X-Slack-Signature': good['X-Slack-Signature'].replace('v0', 'v1') },
        'cut short': { ...good, 'X-Slack-Signature': good['X-Slack-Signature'].slice(0, -2) },
        'no number for a time': { ...good, 'X-Slack-Request-Timestamp': 'hello' },
        'of another time': { ...good, 'X-Slack-Request-Timestamp': String(now() - 1) },
      })) requests.push([path, body, headers, name]);
      requests.push([path, `${body}&more=1`, good, 'another body']);
    }
    for (const [path, body, headers, name] of requests) {
      const ours = await post(w.address, path, body, headers);
      const theirs = await post(peer.address, path, body, headers);
      assert.equal(ours.status, theirs.status, `${path}: ${name}`);
      if (ours.status !== 200) assert.equal(ours.text, theirs.text, `${path}: ${name}`);
    }
    assert.deepEqual(peer.seen.sort(), ['done task:1', 'done task:1', 'tasks', 'tasks']);
    const pressed = actionForm('tasks');
    assert.deepEqual([(await post(w.address, '/hooks/slack/actions', pressed, signedBySlack(pressed))).text], ['']);
  });

  test('is confirmed on a page that says what it means, and ended there', async () => {
    const member = new SlackMember(w, { user_id: 'U2CERLKJA', user_name: 'theo' });
    const path = async () => JSON.stringify((await member.say('tasks')).json).match(/(\/account\/chat\?code=[0-9a-f]+)/)[1];
    for (const viewport of [desktop, phone]) {
      const page = await signedInWith(browser, w, 'teacher@example.org', { viewport });
      const complaints = complaintsOf(page);
      await page.goto(await path());
      await page.getByRole('heading', { name: 'Is this Slack account yours?' }).waitFor();
      await assertWellMade(page);
      assert.match(await page.getByRole('main').innerText(), /theo[\s\S]*U2CERLKJA[\s\S]*northbridge[\s\S]*will act for Theo Teacher/);
      await page.getByLabel('Your password').fill(password);
      await page.getByRole('button', { name: 'Yes, this account is mine' }).click();
      await page.getByRole('heading', { name: 'Now say this in Slack' }).waitFor();
      await assertWellMade(page);
      const words = (await page.getByRole('status').locator('code').innerText()).replace('/provost ', '');
      assert.match(titleOf(await member.say(words)), /acts for/);
      assert.match(titleOf(await member.say('tasks')), /waits? for you/);
      await page.goto('/account/messages');
      await page.getByText('How chat knows me').click();
      await page.getByText('Slack: linked, U2CERLKJA').waitFor();
      await page.goto('/account/chat');
      await page.getByRole('button', { name: 'End theo' }).click();
      await page.getByText('None.').waitFor();
      assert.match(titleOf(await member.say('tasks')), /Who are you/);
      assert.deepEqual(complaints, []);
      await page.context().close();
    }
  });

  test('tells only of chat that is set up, and what is missing where there is none', async () => {
    const bare = new World(temporaryFolder({ after: (work) => cleanUp.push(work) }));
    await bare.start();
    cleanUp.push(() => bare.stop('SIGKILL'));
    for (const [who, words] of [['teacher', /An administrator of Provost can set up/], ['admin', /Set up Slack or Teams: it takes/]]) {
      const page = await signedInWith(browser, bare, `${who}@example.org`, { viewport: phone });
      await page.goto('/account/chat');
      const text = await page.getByRole('main').innerText();
      assert.match(text, words);
      assert.doesNotMatch(text, /\/provost|@Provost/);
      await assertWellMade(page);
      await page.context().close();
    }
    const page = await signedInWith(browser, w, 'teacher@example.org', { viewport: desktop });
    await page.goto('/account/chat');
    const text = await page.getByRole('main').innerText();
    assert.match(text, /In Slack, type \/provost/);
    assert.doesNotMatch(text, /Teams/, 'it has no token');
    await page.context().close();
  });

  test('is set up on a page with the addresses to enter at Slack and Teams', async () => {
    const page = await signedInWith(browser, w, 'admin@example.org', { viewport: desktop });
    await page.goto('/channels');
    await page.getByRole('link', { name: 'Asking from chat' }).click();
    await assertWellMade(page);
    await page.getByText('How to set it up, step by step').first().click();
    const text = await page.getByRole('main').innerText();
    assert.ok(text.includes(`${publicAddress}/hooks/slack/command`) && text.includes(`${publicAddress}/hooks/slack/actions`));
    assert.ok(!(await page.content()).includes(signingSecret), 'the secret is never shown');
    await page.getByLabel('Name of the team').fill('Staff');
    await page.getByRole('button', { name: 'Add the team' }).click();
    await page.getByText('Waits for its token').waitFor();
    await assertWellMade(page);
    assert.match(await page.getByRole('main').innerText(), /https:\/\/eoms\.example\.org\/hooks\/teams\/[0-9a-f]{16}/);
    await page.getByLabel('Security token of Staff').fill('short');
    await page.getByRole('button', { name: 'Save the token of Staff' }).click();
    await page.getByRole('alert').waitFor();
    await page.context().close();
  });
});
