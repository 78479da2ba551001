// Senders as they are outside: each signs with Node's own cryptography, not with Provost's.
import { createHmac, randomBytes } from 'node:crypto';
import { mustRun } from './support.mjs';

// Adds a source from the command line; answers {address, secret}.
export function addSource(w, name, ...options) {
  const out = mustRun('source', 'add', name, '--owner', 'second.author@example.org', '--data', w.data, ...options);
  return { path: `/hooks/evidence/${name}`, secret: out.match(/^Secret.*: (\S+)$/m)?.[1] };
}

export const seconds = () => Math.floor(Date.now() / 1000);

// Fields of Standard Webhooks for a body.
export function standardFields(secret, body, { id = `msg_${randomBytes(8).toString('hex')}`, time = seconds() } = {}) {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(time), 'webhook-signature': `v1,${signature}` };
}

// Sends a delivery; answers {status, body, headers}.
export async function deliver(w, path, body, headers = {}) {
  const answer = await fetch(w.address + path, { method: 'POST', body, headers, duplex: 'half' });
  const text = await answer.text();
  let parsed = text;
  try { parsed = JSON.parse(text); } catch { /* not JSON: the text itself */ }
  return { status: answer.status, body: parsed, headers: answer.headers };
}

export function sendJson(w, source, value, options) {
  const body = typeof value === 'string' ? value : JSON.stringify(value);
  return deliver(w, source.path, body, { 'content-type': 'application/json', ...standardFields(source.secret, body, options) });
}

// What the log says, from the command line: [{kind, …}].
export function readLog(w, name, ...options) {
  const lines = mustRun('source', 'log', ...(name ? [name] : []), '--data', w.data, ...options).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [what, ...rest] = line.split('\t');
    if (what === 'delivery') {
      const [id, at, source, state, key, reason] = rest;
      return { what, id: Number(id), at, source, state, key, reason };
    }
    const [times, at, source, kind, address, reason] = rest;
    return { what, times: Number(times), at, source, kind, address, reason };
  });
}

// What was refused for a reason of this kind, once it is written: that is done a second or two after the refusal.
export async function refused(w, kind, times = 1, patience = 15_000) {
  for (const end = Date.now() + patience; ;) {
    const found = readLog(w).filter((entry) => entry.what === 'refused' && entry.kind === kind);
    if (found.reduce((sum, one) => sum + one.times, 0) >= times) return found[0];
    if (Date.now() > end) throw new Error(`nothing was refused for “${kind}”: ${JSON.stringify(readLog(w))}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

// Waits until a delivery is no longer only accepted.
export async function settled(w, id, patience = 15_000) {
  const end = Date.now() + patience;
  for (;;) {
    const found = readLog(w).find((entry) => entry.what === 'delivery' && entry.id === id);
    if (found && found.state !== 'accepted') return found;
    if (Date.now() > end) throw new Error(`delivery ${id} is ${found?.state}: ${found?.reason}\n${w.log}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
