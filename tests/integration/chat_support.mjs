// Requests as Slack and Teams send them, built and signed without the code under test.
import { request } from 'node:http';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { password } from './support.mjs';

export const signingSecret = '8f742231b10e8888abcd99eedd0085a5';
export const teamsToken = Buffer.from('a token of Teams has thirty-two ').toString('base64');

export function slackSignature(body, timestamp, secret = signingSecret) {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

export const now = () => Math.floor(Date.now() / 1000);

// The form of a slash command; every field may be changed.
export function commandForm(text, more = {}) {
  return new URLSearchParams({
    token: 'xyzz0WbapA4vBCDEFasx0q6G', team_id: 'T1DC2JH3J', team_domain: 'northbridge', channel_id: 'G8PSS9T3V', channel_name: 'staff',
    user_id: 'U2CERLKJA', user_name: 'theo', command: '/provost', text, api_app_id: 'A1', is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/T1DC2JH3J/397700885554/96rGlfmibIGlgcZRskXaIFfN',
    trigger_id: `${Math.random()}.47445629121.803a0bc887a14d10d2c447fce8b6703c`, ...more,
  }).toString();
}

// The form of a pressed button, whose words are its value.
export function actionForm(words, more = {}) {
  const { user = 'U2CERLKJA', reason, ...rest } = more;
  const payload = {
    type: 'block_actions', user: { id: user, username: 'theo', name: 'theo', team_id: 'T1DC2JH3J' }, api_app_id: 'A1', token: 'xyzz0WbapA4vBCDEFasx0q6G',
    container: { type: 'message', message_ts: '1548261231.000200', channel_id: 'C1', is_ephemeral: true }, trigger_id: `${Math.random()}.1.a`,
    team: { id: 'T1DC2JH3J', domain: 'northbridge' }, channel: { id: 'C1', name: 'staff' },
    ...(reason === undefined ? {} : { state: { values: { reason_block: { reason: { type: 'plain_text_input', value: reason } } } } }),
    actions: [{ action_id: 'say.0.0', block_id: '=qXel', text: { type: 'plain_text', text: 'Done' }, value: words, type: 'button', action_ts: `${now()}.426417` }],
    ...rest,
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

export async function post(address, path, body, headers) {
  const answer = await fetch(address + path, { method: 'POST', body, headers, redirect: 'manual' });
  const text = await answer.text();
  let json;
  try { json = JSON.parse(text); } catch { /* not JSON */ }
  return { status: answer.status, text, json, headers: answer.headers };
}

// Sends a header that announces a large body, and nothing of the body: the status of the answer, or undefined when none
// comes within `wait` milliseconds.
export function statusBeforeBody(address, path, headers, { wait = 10_000, localAddress } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(address + path, { method: 'POST', headers: { ...headers, 'Content-Length': 500_000 }, localAddress, agent: false });
    const done = (status) => { clearTimeout(timer); sent.destroy(); resolve(status); };
    const timer = setTimeout(done, wait);
    sent.on('response', (answer) => done(answer.statusCode));
    sent.on('error', reject);
    sent.flushHeaders();
  });
}

export function signedBySlack(body, { timestamp = now(), secret = signingSecret, signature } = {}) {
  return {
    'Content-Type': 'application/x-www-form-urlencoded', 'X-Slack-Request-Timestamp': String(timestamp),
    'X-Slack-Signature': signature ?? slackSignature(body, timestamp, secret),
  };
}

// Somebody in Slack.
export class SlackMember {
  constructor(w, more = {}) { this.w = w; this.more = more; }
  say(text, more = {}) {
    const body = commandForm(text, { ...this.more, ...more });
    return post(this.w.address, '/hooks/slack/command', body, signedBySlack(body));
  }
  press(words, more = {}) {
    const body = actionForm(words, { user: this.more.user_id, response_url: this.more.response_url, ...more });
    return post(this.w.address, '/hooks/slack/actions', body, signedBySlack(body));
  }
}

export function teamsActivity(text, more = {}) {
  return JSON.stringify({
    type: 'message', id: String(Date.now()), timestamp: new Date().toISOString().replace('Z', '2669Z'), localTimestamp: new Date().toISOString(),
    serviceUrl: 'https://smba.trafficmanager.net/emea/', channelId: 'msteams',
    from: { id: `29:${randomBytes(8).toString('hex')}`, name: 'Theo Teacher', aadObjectId: '2c3c7b3e-5f0c-4c0e-9f0a-0d7b5b3f7f11' },
    conversation: { isGroup: true, id: '19:253b1f341670408fb6fe51050b6e5ceb@thread.skype;messageid=1', name: null, conversationType: 'channel', tenantId: '9fc1c4f0-0000-4000-8000-3c3c7b3e5f0c' },
    recipient: null, textFormat: 'plain', attachmentLayout: null, membersAdded: [], membersRemoved: [], topicName: null, historyDisclosed: null, locale: null,
    text: `<at>Provost</at> ${text}&nbsp;\n`, speak: null, inputHint: null, summary: null, suggestedActions: null, attachments: [], entities: [{ type: 'clientInfo', locale: 'en-GB' }],
    channelData: { teamsChannelId: '19:253b1f341670408fb6fe51050b6e5ceb@thread.skype', teamsTeamId: '19:712c61d0ef384e5fa681ba90ca943398@thread.skype', channel: { id: 'c' }, team: { id: 't', name: 'Staff' }, tenant: { id: '9fc1c4f0-0000-4000-8000-3c3c7b3e5f0c' } },
    replyToId: null, value: null, name: null, relatesTo: null, code: null, clientRequestId: randomUUID(), ...more,
  });
}

export function signedByTeams(body, token = teamsToken) {
  return { 'Content-Type': 'application/json; charset=utf-8', Authorization: `HMAC ${createHmac('sha256', Buffer.from(token, 'base64')).update(body).digest('base64')}` };
}

// The page on which somebody confirms that an account in a chat is theirs, opened by the link of an answer; `digits` are
// what has to be said in the chat then.
export async function confirm(browser, answer, secret = password) {
  const address = JSON.stringify(answer.json).match(/https:\/\/eoms\.example\.org(\/account\/chat\?code=[0-9a-f]+)/)[1];
  const page = await browser.get(address);
  const code = page.text.match(/name="code" value="([0-9a-f]+)"/)[1];
  const confirmed = await browser.post('/account/chat', { csrf: browser.csrf, code, secret });
  return { ...confirmed, code, digits: confirmed.text.match(/link (\d{6})</)?.[1] };
}

// Links an account in the chat with somebody: asked before, confirmed on the page, and the digits said in the chat.
export async function link(browser, answer, say) {
  const { digits, ...confirmed } = await confirm(browser, answer);
  if (!digits) return confirmed;
  const said = await say(`link ${digits}`);
  if (!/acts for/.test(JSON.stringify(said.json))) throw new Error(`not linked: ${said.text}`);
  return said;
}

export const titleOf = (answer) => answer.json?.blocks?.[0]?.text?.text;
export const buttonsOf = (message) => message.blocks.filter(({ type }) => type === 'actions').flatMap(({ elements }) => elements);
