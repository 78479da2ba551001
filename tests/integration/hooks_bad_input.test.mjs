// What a scanner, a broken sender or somebody with bad intentions pushes at a hook: the right answer, the reason in the
// log only, bounded memory, and nobody else notices.
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mustRun, world } from './support.mjs';
import { addSource, deliver, readLog, refused, seconds, sendJson, settled, standardFields } from './hooks_support.mjs';

const json = { 'content-type': 'application/json' };

// Bytes as they are, over a connection of their own; answers the status line and everything after it.
function raw(w, bytes) {
  const { hostname, port } = new URL(w.address);
  return new Promise((done, fail) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let answer = '';
    socket.on('data', (piece) => { answer += piece; setTimeout(() => socket.destroy(), 300); });
    socket.on('close', () => done(answer));
    socket.on('error', fail);
    socket.setTimeout(20_000, () => socket.destroy());
  });
}

function peakKilobytes(w) {
  return Number(readFileSync(`/proc/${w.server.pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]);
}

test('each kind of bad delivery gets its status, and its reason stands in the log only', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'hard', '--size-limit', '1');
  const body = '{"title":"x","date":null,"clauses":[],"documents":[],"person":null}';
  const signed = (text, options) => ({ ...json, ...standardFields(source.secret, text, options) });
  const tampered = { ...signed(body), 'webhook-signature': standardFields(source.secret, `${body} `)['webhook-signature'] };
  const other = standardFields(`whsec_${randomBytes(32).toString('base64')}`, body);
  const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
  const twice = '{"title":"a","title":"b"}';
  const many = `[${'1,'.repeat(120_000)}1]`;
  const packed = gzipSync(Buffer.alloc(50_000_000));
  const form = 'multipart/form-data; boundary=b';
  const endless = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue\r\n';
  const nameless = '--b\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--b--\r\n';
  const cases = [
    ['unsigned', 401, 'signature', body, json],
    ['signed by somebody else', 401, 'signature', body, { ...json, ...other }],
    ['changed on the way', 401, 'signature', body, tampered],
    ['an hour late', 401, 'signature', body, signed(body, { time: seconds() - 3600 })],
    ['an hour early', 401, 'signature', body, signed(body, { time: seconds() + 3600 })],
    ['a time that is none', 401, 'signature', body, signed(body, { time: 'hello' })],
    ['an id with a dot', 401, 'signature', body, signed(body, { id: 'a.b' })],
    ['no JSON', 400, 'content', '{"title":', signed('{"title":')],
    ['nothing', 400, 'content', '', signed('')],
    ['JSON of depth 10,000', 413, 'content', deep, signed(deep)],
    ['a name twice', 400, 'content', twice, signed(twice)],
    ['too many values', 413, 'content', many, signed(many)],
    ['NUL in JSON', 400, 'content', '{"title":"\\u0000"}', signed('{"title":"\\u0000"}')],
    ['no UTF-8', 400, 'content', Buffer.from('{"title":"\xff"}', 'latin1'), signed(Buffer.from('{"title":"\xff"}', 'latin1'))],
    ['a gzip bomb', 415, 'encoding', packed, { ...signed(packed), 'content-encoding': 'gzip' }],
    ['a form without end', 400, 'content', endless, { ...signed(endless), 'content-type': form }],
    ['a part without name', 400, 'content', nameless, { ...signed(nameless), 'content-type': form }],
    ['a form without boundary', 400, 'content', nameless, { ...signed(nameless), 'content-type': 'multipart/form-data' }],
    ['another multipart type', 415, 'content', nameless, { ...signed(nameless), 'content-type': 'multipart/mixed; boundary=b' }],
    ['half a CloudEvent', 400, 'content', body, { ...signed(body), 'ce-specversion': '1.0', 'ce-id': 'x' }],
    ['CloudEvents in a batch', 415, 'content', '[]', { ...signed('[]'), 'content-type': 'application/cloudevents-batch+json' }],
    ['a CloudEvent of the future', 400, 'content', '{"specversion":"2.0","id":"1","source":"s","type":"t"}', { ...signed('{"specversion":"2.0","id":"1","source":"s","type":"t"}'), 'content-type': 'application/cloudevents+json' }],
    ['too large, as announced', 413, 'size', Buffer.alloc(1_100_000), signed(Buffer.alloc(1_100_000))],
  ];
  const expected = {};
  for (const [what, status, kind, content, headers] of cases) {
    const answer = await deliver(w, source.path, content, headers);
    assert.equal(answer.status, status, `${what}: ${JSON.stringify(answer.body)}`);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json', what);
    assert.doesNotMatch(JSON.stringify(answer.body), /whsec_|secret is|sqlite|\/tmp|\.cpp|exception/i, what);
    if (kind === 'signature') assert.equal(answer.body.detail, 'The delivery is not signed as agreed.', what);
    expected[kind] = (expected[kind] ?? 0) + 1;
  }
  // The counts are written within a second or so, by the hour.
  const counted = () => {
    const found = {};
    for (const { kind, times } of readLog(w, 'hard')) found[kind] = (found[kind] ?? 0) + times;
    return found;
  };
  for (const end = Date.now() + 10_000; JSON.stringify(Object.entries(counted()).sort()) !== JSON.stringify(Object.entries(expected).sort()) && Date.now() < end;) {
    await new Promise((done) => setTimeout(done, 200));
  }
  assert.deepEqual(counted(), expected);
  // Chunked, so that only the growing body shows how large it is.
  const chunk = 'x'.repeat(65_536);
  const head = `POST ${source.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n${Object.entries(standardFields(source.secret, 'x')).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  const grown = await raw(w, head + `10000\r\n${chunk}\r\n`.repeat(20));
  assert.match(grown, /^HTTP\/1\.1 413 /);
  const odd = await raw(w, `${head}3;name="a;b"\r\nabc\r\n0\r\nX-Trailer: y\r\n\r\n`);
  assert.match(odd, /^HTTP\/1\.1 (400|401) /);
  const smuggled = await raw(w, head.replace('Transfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked') + '0\r\n\r\n');
  assert.match(smuggled, /^HTTP\/1\.1 400 /);
  assert.equal(readLog(w).filter(({ what }) => what === 'delivery').length, 0);
  assert.deepEqual(readdirSync(join(w.data, 'deliveries')), []);
  // A genuine one still comes in.
  assert.equal((await sendJson(w, source, { title: 'Fine', date: null, clauses: [], documents: [], person: null })).status, 202);
  assert.ok(!w.log.includes(source.secret));
});

test('a gigabyte to a source of 50 MB is refused before it is sent, and when it grows', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'large', '--scheme', 'bearer');
  const fields = `POST ${source.path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\nAuthorization: Bearer ${source.secret}\r\n`;
  assert.match(await raw(w, `${fields}Content-Length: 1073741824\r\nExpect: 100-continue\r\n\r\n`), /^HTTP\/1\.1 413 /);
  const before = peakKilobytes(w);
  const piece = Buffer.alloc(1_048_576, 'x');
  const { hostname, port } = new URL(w.address);
  const answer = await new Promise((done, fail) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    let sent = 0;
    // The server reads on for a while, so that its answer is not lost; that is not waited for.
    socket.on('data', (bytes) => { text += bytes; setTimeout(() => socket.destroy(), 300); });
    socket.on('close', () => done({ text, sent }));
    socket.on('error', () => done({ text, sent }));
    const more = () => {
      while (text === '' && sent < 1024) {
        sent += 1;
        if (!socket.write(`100000\r\n`) | !socket.write(piece) | !socket.write('\r\n')) return socket.once('drain', more);
      }
      socket.end();
    };
    socket.write(`${fields}Transfer-Encoding: chunked\r\n\r\n`, more);
  });
  assert.match(answer.text, /^HTTP\/1\.1 413 /);
  assert.ok(answer.sent < 300, `${answer.sent} MB were sent`);
  assert.ok(peakKilobytes(w) - before < 30_000, `${peakKilobytes(w) - before} KB more`);
});

test('only from the addresses that were agreed', async (t) => {
  const w = await world(t, { extraConfig: 'trusted_proxies: ["127.0.0.1"]\n' });
  const source = addSource(w, 'near', '--allow', '10.20.0.0/16', '--allow', '2001:db8::/32');
  const body = '{"title":"x","date":null,"clauses":[],"documents":[],"person":null}';
  const from = (address) => deliver(w, source.path, body, { ...json, ...standardFields(source.secret, body), 'x-forwarded-for': address });
  assert.equal((await from('10.20.3.4')).status, 202);
  assert.equal((await from('2001:db8::7')).status, 202);
  assert.equal((await from('10.21.3.4')).status, 403);
  assert.equal((await from('::ffff:10.20.3.4')).status, 202);
  assert.match((await refused(w, 'address')).reason, /10\.21\.3\.4 is none of the addresses/);
});

test('thousands a second from one address: refused cheaply, counted, and others notice nothing', async (t) => {
  const w = await world(t, { extraConfig: 'trusted_proxies: ["127.0.0.1"]\n' });
  const source = addSource(w, 'popular', '--rate-limit', '100');
  const body = '{"title":"x","date":null,"clauses":[],"documents":[],"person":null}';
  const before = peakKilobytes(w);
  const statuses = {};
  const waits = [];
  let flooding = true;
  const someone = (async () => {
    while (flooding) {
      const begin = performance.now();
      const answer = await w.api('quality', 'GET', '/cases?workflow=evidence_request');
      assert.equal(answer.status, 200);
      waits.push(performance.now() - begin);
      await new Promise((done) => setTimeout(done, 50));
    }
  })();
  let sent = 0;
  const end = Date.now() + 4_000;
  await Promise.all(Array.from({ length: 20 }, async () => {
    while (Date.now() < end) {
      const answer = await deliver(w, source.path, body, { ...json, 'x-forwarded-for': '203.0.113.66' });
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      sent += 1;
    }
  }));
  // The stranger's flood took nothing from the source itself.
  const genuine = await deliver(w, source.path, body, { ...json, ...standardFields(source.secret, body), 'x-forwarded-for': '198.51.100.1' });
  flooding = false;
  await someone;
  assert.equal(genuine.status, 202, JSON.stringify(genuine.body));
  assert.deepEqual(Object.keys(statuses).sort(), ['401', '429']);
  assert.ok(statuses[401] <= 110, `${statuses[401]} were looked at`);
  assert.ok(sent > 500, `${sent} sent`);
  await new Promise((done) => setTimeout(done, 2_500));
  const refused = readLog(w).filter(({ what }) => what === 'refused');
  assert.ok(refused.length <= 4, `${refused.length} rows`);
  assert.equal(refused.reduce((sum, { times }) => sum + times, 0), sent);
  waits.sort((a, b) => a - b);
  t.diagnostic(`${sent} refused in 4 s; somebody else waited ${waits[Math.floor(waits.length / 2)].toFixed(0)} ms in the middle, ${waits.at(-1).toFixed(0)} ms at most`);
  assert.ok(waits.at(-1) < 2_000, `somebody waited ${waits.at(-1)} ms`);
  assert.ok(peakKilobytes(w) - before < 30_000, `${peakKilobytes(w) - before} KB more`);

  // Addresses that do not exist can be asked for a while only.
  const misses = await Promise.all(Array.from({ length: 100 }, (_, at) => deliver(w, `/hooks/evidence/guess-${at}`, '{}', { ...json, 'x-forwarded-for': '203.0.113.67' })));
  assert.ok(misses.some(({ status }) => status === 429));
  assert.ok(misses.every(({ status }) => status === 404 || status === 429));
});

test('a source that is switched off or removed takes nothing', async (t) => {
  const w = await world(t);
  const source = addSource(w, 'gone', '--scheme', 'gitlab');
  const send = () => deliver(w, source.path, '{"title":"x"}', { ...json, 'x-gitlab-token': source.secret, 'x-gitlab-event-uuid': randomBytes(8).toString('hex') });
  assert.equal((await send()).status, 202);
  const { Browser } = await import('./support.mjs');
  const manager = await new Browser(w.address).signIn('quality@example.org');
  const version = (await manager.get('/sources/gone')).text.match(/name="row_version" value="(\d+)"/)[1];
  const off = await manager.post('/sources/gone', { csrf: manager.csrf, row_version: version, title: 'Gone', owner: 'second.author@example.org', size_limit: '50', rate_limit: '600' });
  assert.equal(off.status, 303, off.text);
  assert.equal((await send()).status, 404);
  assert.match((await refused(w, 'off')).reason, /switched off/);
  assert.equal((await manager.post('/sources/gone/remove', { csrf: manager.csrf })).status, 303);
  assert.equal((await send()).status, 404);
  assert.match((await manager.get('/deliveries')).text, /A source that was removed/);
  assert.equal(mustRun('source', 'list', '--data', w.data), '');
});
