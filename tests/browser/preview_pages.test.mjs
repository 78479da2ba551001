// Every page with its example model, as templates_test writes them to PROVOST_PREVIEW_FOLDER: no accessibility violation
// (axe-core), nothing that the content security policy refuses, nothing wider than a phone. With PROVOST_SCREENSHOTS set, a
// picture of each is left there.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { assertWellMade, complaintsOf, desktop, launchBrowser, phone, templatesTest } from './support.mjs';

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const folder = mkdtempSync(join(tmpdir(), 'provost-preview-'));
const written = spawnSync(templatesTest, ['--gtest_filter=Pages.EachRendersWithItsExampleModel'], {
  env: { ...process.env, PROVOST_PREVIEW_FOLDER: folder },
  encoding: 'utf8',
});
assert.equal(written.status, 0, written.stdout + written.stderr);
const pages = readdirSync(folder).filter((name) => name.endsWith('.html'));

let server;
let browser;

before(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    if (path.endsWith('/events')) {
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Content-Security-Policy': policy });
      response.end('retry: 600000\n\n');
      return;
    }
    if (path === '/api/v1/openapi.json') {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ openapi: '3.1.0', info: { title: 'Provost', version: '0' }, paths: { '/api/v1/tasks': { get: { operationId: 'listTasks', summary: 'Tasks', responses: {} } } } }));
      return;
    }
    if (path === '/api/v1/account') {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ email: 'amara.okafor@example.org', name: 'Amara Okafor' }));
      return;
    }
    try {
      const content = readFileSync(join(folder, decodeURIComponent(path)));
      response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'text/plain', 'Content-Security-Policy': policy });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('every page', () => {
  // What ends in _paper is read by the program that makes PDFs, and _offline from a disk: never from this server, which
  // allows no style inside a page.
  for (const file of pages.filter((one) => !one.includes('_paper') && !one.includes('_offline'))) {
    test(file, async () => {
      const context = await browser.newContext({ viewport: desktop });
      try {
        const page = await context.newPage();
        const complaints = complaintsOf(page);
        await page.goto(`http://127.0.0.1:${server.address().port}/${encodeURIComponent(file)}`, { waitUntil: 'load' });
        for (const [device, viewport] of Object.entries({ desktop, phone })) {
          await page.setViewportSize(viewport);
          const screenshots = process.env.PROVOST_SCREENSHOTS;
          if (screenshots) {
            mkdirSync(screenshots, { recursive: true });
            await page.screenshot({ path: join(screenshots, `${file.replace('.html', '')}.${device}.png`), fullPage: true });
          }
          await assertWellMade(page, `${file} on a ${device}`);
        }
        assert.deepEqual(complaints, []);
      } finally {
        await context.close();
      }
    });
  }
});
