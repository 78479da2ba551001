// A version as it is printed, and what problems are called: what a program is given beside JSON.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder, World } from './support.mjs';

async function world(t) {
  const w = await new World(temporaryFolder(t)).start();
  t.after(() => w.stop());
  return w;
}

const get = (w, who, path) => fetch(`${w.address}/api/v1${path}`, { headers: { Authorization: `Bearer ${w.tokens[who]}` } });

test('a version is had on paper with its control header, and with no picture from elsewhere', async (t) => {
  const w = await world(t);
  const dot = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
  const markdown = `# Attendance\n\n![near](${dot})\n![far](http://192.0.2.7/far.png)\n![beside](../../etc/hostname)\n\n**Every** day.\n`;
  const number = await w.newPolicy({ markdown });
  await w.release(number);
  const html = await get(w, 'teacher', `/documents/${number}/versions/1.0/paper?format=html`);
  assert.equal(html.status, 200);
  assert.equal(html.headers.get('content-disposition'), `attachment; filename="${number}-1.0.html"`);
  const text = await html.text();
  assert.match(text, new RegExp(`${number} · version 1\\.0 · `));
  assert.match(text, /<strong>Every<\/strong> day/);
  assert.match(text, /I approve this document/, 'the sign-offs');
  assert.ok(text.includes(dot));
  assert.doesNotMatch(text, /192\.0\.2\.7|hostname|<script|<link/);
  const pdf = await get(w, 'teacher', `/documents/${number}/versions/1.0/paper`);
  assert.equal(pdf.status, 200, pdf.status === 200 ? '' : await pdf.text());
  assert.equal(pdf.headers.get('content-type'), 'application/pdf');
  assert.match(Buffer.from(await pdf.arrayBuffer()).toString('latin1'), /^%PDF-/);
  const { items } = (await w.api('auditor', 'GET', '/audit-trail?action=document.printed')).body;
  assert.equal(items.length, 2);
  assert.equal((await get(w, 'teacher', `/documents/${number}/versions/1.0/paper?format=docx`)).status, 422);
});

test('a draft is on paper only for those who may see it, and says what it is', async (t) => {
  const w = await world(t);
  const number = await w.newPolicy();
  const path = `/documents/${number}/versions/0.1/paper?format=html`;
  assert.equal((await get(w, 'teacher', path)).status, 404);
  assert.equal((await get(w, 'teacher', `/documents/${number}/history`)).status, 404);
  assert.match(await (await get(w, 'author', path)).text(), /Draft: do not use/);
  await w.release(number);
  assert.equal((await get(w, 'teacher', `/documents/${number}/history`)).status, 403, 'what happened to drafts');
  const { items } = (await w.api('author', 'GET', `/documents/${number}/history`)).body;
  assert.equal(items.at(-1).action, 'document.created');
});

test('what a problem is called leads to a page about it, without signing in', async (t) => {
  const w = await world(t);
  const seen = [
    [await get(w, 'author', '/documents/PO-999'), '/problems/not-found'],
    [await get(w, 'author', '/documents?colour=red'), '/problems/invalid'],
    [await get(w, 'teacher', '/people'), '/problems/not-allowed'],
    [await fetch(`${w.address}/api/v1/documents`), '/problems/not-signed-in'],
  ];
  for (const [answer, type] of seen) {
    const problem = await answer.json();
    assert.equal(problem.type, type);
    const page = await fetch(new URL(problem.type, w.address), { redirect: 'manual' });
    assert.equal(page.status, 200, type);
    const text = await page.text();
    assert.ok(text.includes(problem.title), `${type} has the title of the problem`);
    assert.ok(text.includes(`<dd>${problem.status}</dd>`), type);
  }
  assert.match(await (await fetch(`${w.address}/problems`)).text(), /\/problems\/too-many-requests/);
  assert.equal((await fetch(`${w.address}/problems/none`)).status, 404);
  const description = await (await fetch(`${w.address}/api/v1/openapi.json`)).json();
  for (const address of description.components.schemas.Problem.properties.type.examples) {
    assert.equal((await fetch(w.address + address)).status, 200, address);
  }
});
