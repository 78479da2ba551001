// Sources as people set them up in Chromium, and deliveries that the makers' own packages sign.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sign } from '@octokit/webhooks-methods';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';
import { addSource, deliver, settled } from '../integration/hooks_support.mjs';
import { mustRun, temporaryFolder, World } from '../integration/support.mjs';
import { assertWellMade, complaintsOf, desktop, launchBrowser, phone, signedInWith } from './support.mjs';

let browser;
let w;
const cleanUp = [];
const pictures = process.env.PROVOST_PICTURE_FOLDER;

before(async () => {
  browser = await launchBrowser();
  w = new World(temporaryFolder({ after: (work) => cleanUp.push(work) }), { extraConfig: 'public_url: https://eoms.example.org\n' });
  mustRun('user', 'add', 'second.quality@example.org', '--name', 'Quinn Quality', '--role', 'quality_manager', '--password-file', w.passwordFile, '--data', w.data);
  await w.start();
});

after(async () => {
  await browser?.close();
  await w?.stop('SIGKILL');
  for (const work of cleanUp) work();
});

const photograph = async (page, name) => { if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true }); };
const json = { 'content-type': 'application/json' };
const drill = { title: 'Fire drill', date: '2026-11-20', clauses: ['7.1.4'], documents: [], person: null };

describe('deliveries that the makers\' own packages sign', () => {
  test('by Standard Webhooks', async () => {
    const source = addSource(w, 'drills');
    const webhook = new Webhook(source.secret);
    const body = JSON.stringify(drill);
    const send = (id, time, content = body) => deliver(w, source.path, content, { ...json, 'webhook-id': id, 'webhook-timestamp': String(Math.floor(time / 1000)), 'webhook-signature': webhook.sign(id, new Date(time), body) });
    const answer = await send('msg_1', Date.now());
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    assert.equal((await settled(w, answer.body.delivery)).state, 'placed');
    assert.equal((await send('msg_2', Date.now() - 400_000)).status, 401);
    assert.equal((await send('msg_2', Date.now(), `${body} `)).status, 401);
  });

  test('by GitHub', async () => {
    const source = addSource(w, 'code', '--kind', 'github');
    const body = JSON.stringify({ action: 'completed', workflow_run: { name: 'Accessibility check', html_url: 'https://github.com/x/actions/1', updated_at: '2026-11-20T10:00:00Z' }, repository: { full_name: 'x/y' } });
    const signature = await sign(source.secret, body);
    const send = (content) => deliver(w, source.path, content, { ...json, 'X-GitHub-Event': 'workflow_run', 'X-GitHub-Delivery': '72d3162e', 'X-Hub-Signature-256': signature });
    const answer = await send(body);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    const entry = await settled(w, answer.body.delivery);
    assert.equal(entry.state, 'placed', entry.reason);
    assert.equal((await w.api('quality', 'GET', `/cases/${entry.key}`)).body.title, 'Accessibility check of x/y');
    assert.equal((await send(body.replace('completed', 'published'))).status, 401);
  });

  test('in the way of Stripe, with a new secret beside the old one', async () => {
    const source = addSource(w, 'fees', '--scheme', 'stripe');
    const { webhooks } = new Stripe('sk_test_nothing_is_sent_there');
    const body = JSON.stringify(drill);
    const now = Math.floor(Date.now() / 1000);
    const header = (secret, timestamp = now, payload = body) => webhooks.generateTestHeaderString({ payload, secret, timestamp });
    const send = (signature, content = body) => deliver(w, source.path, content, { ...json, 'Stripe-Signature': signature });
    const foreign = header('whsec_of_somebody_else');
    assert.equal((await send(foreign)).status, 401);
    assert.equal((await send(header(source.secret, now - 301))).status, 401);
    assert.equal((await send(header(source.secret), `${body} `)).status, 401);
    // Stripe signs with each secret that is valid while one changes.
    const answer = await send(`${foreign},${header(source.secret).split(',')[1]}`);
    assert.equal(answer.status, 202, JSON.stringify(answer.body));
    assert.equal((await settled(w, answer.body.delivery)).state, 'placed');
  });

  test('as CloudEvents, in both modes', async () => {
    const source = addSource(w, 'events', '--scheme', 'bearer');
    const event = new CloudEvent({ type: 'org.example.drill', source: '/alarm', data: drill });
    for (const { headers, body } of [HTTP.binary(event), HTTP.structured(event.cloneWith({ id: 'another' }))]) {
      const answer = await deliver(w, source.path, body, { ...headers, authorization: `Bearer ${source.secret}` });
      assert.equal(answer.status, 202, JSON.stringify(answer.body));
      const entry = await settled(w, answer.body.delivery);
      assert.equal(entry.state, 'placed', entry.reason);
    }
    const again = HTTP.binary(event);
    const answer = await deliver(w, source.path, again.body, { ...again.headers, authorization: `Bearer ${source.secret}` });
    assert.equal(answer.headers.get('idempotency-replayed'), 'true');
  });
});

describe('pages', () => {
  for (const [size, viewport] of [['desktop', desktop], ['phone', phone]]) {
    test(`from the first click to evidence, on a ${size}`, async () => {
      const page = await signedInWith(browser, w, 'quality@example.org', { viewport });
      const complaints = complaintsOf(page);
      const name = `lms-${size}`;
      await page.goto('/sources/new');
      await photograph(page, `choose-${size}`);
      await assertWellMade(page, 'the choice of a kind');
      await page.getByRole('link', { name: 'Other software' }).click();
      await page.getByLabel('Name in its web address').fill(name);
      await page.getByLabel('What people call it').fill('Learning platform');
      await page.getByLabel('Who answers for what comes in').selectOption('second.author@example.org');
      await photograph(page, `new-${size}`);
      await assertWellMade(page, 'the form for a source');
      await page.getByRole('button', { name: 'Add the source' }).click();
      await page.getByRole('heading', { name: 'The secret', exact: true }).waitFor();
      const secret = await page.getByText(/^whsec_/).textContent();
      await photograph(page, `secret-${size}`);
      await assertWellMade(page, 'the secret');

      await page.goto(`/sources/${name}`);
      assert.equal(await page.getByText(secret).count(), 0);
      await page.getByRole('button', { name: 'Send a sample' }).click();
      await page.getByRole('status').getByText('It would become the evidence “Register of fire drills”').waitFor();
      await assertWellMade(page, 'a sample');

      const webhook = new Webhook(secret);
      const body = JSON.stringify({ course: { name: 'First aid' }, done: '2026-11-18' });
      const id = `msg_${size}`;
      const time = new Date();
      const answer = await deliver(w, `/hooks/evidence/${name}`, body, { ...json, 'webhook-id': id, 'webhook-timestamp': String(Math.floor(time / 1000)), 'webhook-signature': webhook.sign(id, time, body) });
      assert.equal((await settled(w, answer.body.delivery)).state, 'waiting');
      await page.goto('/sources');
      await page.getByText(/waits? for a person/).first().waitFor();
      await photograph(page, `sources-${size}`);
      await assertWellMade(page, 'the list of sources');

      await page.goto(`/sources/${name}/mapping`);
      await page.getByText('It would wait for a person').waitFor();
      await page.getByLabel('Title', { exact: true }).fill('Certificate: {/body/course/name}');
      await page.getByLabel('Valid from').fill('{/body/done}');
      await page.getByLabel('Clauses', { exact: true }).fill('7.2');
      await page.getByLabel('From', { exact: true }).fill('');
      await page.getByLabel('Documents', { exact: true }).fill('');
      await page.locator('#mappingPreview').getByText('Certificate: First aid').waitFor();
      await page.locator('#mappingPreview').getByText('It would wait for a person').waitFor({ state: 'detached' });
      await photograph(page, `mapping-${size}`);
      await assertWellMade(page, 'the mapping');
      await page.getByRole('button', { name: 'Save the mapping' }).click();
      await page.getByRole('button', { name: 'Look at all of them again' }).click();
      assert.equal((await settled(w, answer.body.delivery)).state, 'placed');

      const lost = JSON.stringify({ nothing: 'known' });
      const lostAnswer = await deliver(w, `/hooks/evidence/${name}`, lost, { ...json, 'webhook-id': `${id}_lost`, 'webhook-timestamp': String(Math.floor(time / 1000)), 'webhook-signature': webhook.sign(`${id}_lost`, time, lost) });
      await deliver(w, `/hooks/evidence/${name}`, lost, json);
      assert.equal((await settled(w, lostAnswer.body.delivery)).state, 'waiting');
      await page.goto('/deliveries?state=waiting');
      await page.goto('/deliveries');
      await photograph(page, `deliveries-${size}`);
      await assertWellMade(page, 'what came in');
      await page.goto(`/deliveries/${lostAnswer.body.delivery}`);
      await photograph(page, `delivery-${size}`);
      await assertWellMade(page, 'a delivery');
      await page.getByLabel('Title', { exact: true }).fill('Placed by hand');
      await page.getByLabel('Clauses', { exact: true }).fill('7.2');
      await page.getByRole('button', { name: 'Make it evidence' }).click();
      await page.getByRole('heading', { name: /Placed by hand/ }).waitFor();
      await page.goto(`/sources/${name}`);
      await photograph(page, `source-${size}`);
      await assertWellMade(page, 'a source');
      for (const kind of ['moodle', 'canvas', 'typeform', 'survey_monkey', 'google_forms', 'microsoft_forms', 'joiner_leaver', 'gitlab']) {
        await page.goto(`/sources/new?kind=${kind}`);
        await assertWellMade(page, kind);
      }
      assert.deepEqual(complaints, []);
      await page.context().close();
    });
  }
});
