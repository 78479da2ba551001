// Messages beside the code of those who read them: Adaptive Cards rendered in Chromium, webhooks verified, and the pages for
// channels as people use them.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { Sink } from '../integration/sink.mjs';
import { mustRun, temporaryFolder, World } from '../integration/support.mjs';
import { assertWellMade, complaintsOf, desktop, launchBrowser, phone, signedInWith } from './support.mjs';

const cards = join(dirname(fileURLToPath(import.meta.url)), 'node_modules/adaptivecards/dist/adaptivecards.js');
const events = ['task_assigned', 'answer_asked', 'reminder', 'overdue', 'mention', 'notice', 'case_opened', 'case_moved', 'case_closed', 'document_in_force', 'digest', 'confidential', 'test', 'channel_paused'];

let browser;
let sink;
let w;
const cleanUp = [];

before(async () => {
  browser = await launchBrowser();
  sink = await new Sink().start();
  w = new World(temporaryFolder({ after: (work) => cleanUp.push(work) }), { extraConfig: `public_url: https://eoms.example.org\noutgoing:\n  allowed: ["${sink.host}"]\n` });
  await w.start();
});

after(async () => {
  await browser?.close();
  sink?.stop();
  await w?.stop('SIGKILL');
  for (const work of cleanUp) work();
});

describe('messages', () => {
  test('are Adaptive Cards that the reference renderer takes without a complaint', async () => {
    const page = await browser.newPage();
    await page.goto('about:blank');
    await page.addScriptTag({ path: cards });
    for (const event of events) {
      const envelope = JSON.parse(mustRun('notify', 'preview', event, '--channel', 'teams', '--data', w.data));
      assert.equal(envelope.attachments.length, 1, event);
      const told = await page.evaluate((content) => {
        const { AdaptiveCard, SerializationContext, Version } = globalThis.AdaptiveCards;
        const card = new AdaptiveCard();
        const context = new SerializationContext(new Version(1, 4));
        card.parse(content, context);
        const problems = [];
        for (let at = 0; at < context.eventCount; ++at) problems.push(context.getEventAt(at).message);
        for (const { message } of card.validateProperties().validationEvents) problems.push(message);
        const element = card.render();
        return { problems, text: element?.textContent ?? '', buttons: element?.querySelectorAll('button').length ?? 0 };
      }, envelope.attachments[0].content);
      assert.deepEqual(told.problems, [], event);
      assert.match(told.text, /\w/, event);
      assert.equal(told.buttons, 1, `${event}: one button`);
    }
    await page.close();
  });

  test('are verified as webhooks by the package of Standard Webhooks', async () => {
    const page = await signedInWith(browser, w, 'quality@example.org', { viewport: desktop });
    const complaints = complaintsOf(page);
    await page.goto('/channels');
    await assertWellMade(page);
    await page.getByRole('link', { name: 'Add a channel' }).first().click();
    await page.getByLabel('Name').fill('Data lake');
    await page.getByLabel('What is on the other side').selectOption('webhook');
    await page.getByRole('textbox', { name: 'Web address' }).fill(`http://${sink.host}/hook`);
    await page.getByLabel('A case is opened').check();
    await assertWellMade(page);
    await page.getByRole('button', { name: 'Add the channel' }).click();
    const secret = await page.getByText(/^whsec_/).textContent();
    await assertWellMade(page);
    const opened = await w.api('quality', 'POST', '/cases', { workflow: 'feedback_action', title: 'Émile & <b>🙂</b>', fields: { feedback: 'It did not happen.' } });
    assert.equal(opened.status, 201);
    await sink.until((all) => all.length === 1);
    const { headers, body } = sink.received[0];
    const event = new Webhook(secret).verify(body, headers);
    assert.equal(event.data.case_title, 'Émile & <b>🙂</b>');
    assert.throws(() => new Webhook(secret).verify(body.replace('Émile', 'Emile'), headers));
    assert.deepEqual(complaints, []);
  });

  test('are tested, looked at and sent again by somebody with a phone', async () => {
    const page = await signedInWith(browser, w, 'quality@example.org', { viewport: phone });
    await page.goto('/channels/Data%20lake');
    await page.getByRole('button', { name: 'Send a test message' }).click();
    await page.getByText('The other side took it').waitFor();
    await assertWellMade(page);
    await page.goto('/messages');
    await assertWellMade(page);
    await page.getByRole('link', { name: 'A test message' }).first().click();
    await page.getByText('Answer 200').waitFor();
    await assertWellMade(page);
    const before = sink.received.length;
    await page.getByRole('button', { name: 'Send it again' }).click();
    await sink.until((all) => all.length === before + 1);
    assert.equal(sink.received.at(-1).key, sink.received.at(-2).key);
    await page.goto('/account/messages');
    await page.getByLabel('Everything together in the morning').check();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    assert.ok(await page.getByLabel('Everything together in the morning').isChecked());
    await assertWellMade(page);
  });
});
