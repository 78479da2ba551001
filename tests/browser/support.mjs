// What the tests in the browser share: Chromium, and what every page must keep to.
import assert from 'node:assert/strict';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { password } from '../integration/support.mjs';

export const sourceFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const templatesTest = process.env.PROVOST_TEMPLATES_TEST ?? join(sourceFolder, 'build/release/templates_test');
export const desktop = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };

export function launchBrowser() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
}

// A page of its own for somebody of a world, who is signed in.
export async function signedInWith(browser, w, email, options) {
  const context = await browser.newContext({ baseURL: w.address, ...options });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'My tasks', level: 1 }).waitFor();
  return page;
}

// What the page's console and network complain of, e.g. something that the content security policy refuses.
export function complaintsOf(page) {
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

// Nothing is wider than the window.
export async function assertFits(page, name = page.url()) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(content <= window, `${name}: ${content} pixels wide in a window of ${window}`);
}

// No accessibility violation (axe-core), and nothing wider than the window.
export async function assertWellMade(page, name = page.url()) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`), [], name);
  await assertFits(page, name);
}

// How a page is built, without its words, values and addresses: pages of the same build keep to the same rules.
export function buildOf(page) {
  return page.evaluate(() => {
    const varying = new Set(['href', 'value', 'action', 'content', 'datetime', 'title', 'src', 'placeholder', 'd', 'points', 'x', 'y', 'aria-label']);
    const lines = [];
    for (const element of document.querySelectorAll('*')) {
      const attributes = [...element.attributes].map(({ name, value }) => (varying.has(name) ? name : `${name}=${value.replace(/\d+/g, '0')}`));
      let depth = 0;
      for (let above = element.parentElement; above; above = above.parentElement) depth += 1;
      lines.push(`${depth}${element.tagName} ${attributes.join(' ')} ${element.textContent.trim() === '' ? 'empty' : ''}`);
    }
    return [...new Set(lines)].join('\n');
  });
}
