// What every black-box test needs: the real binary on a data directory of its own, and a real HTTP client.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const sourceFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
export const binary = process.env.PROVOST_BINARY ?? join(sourceFolder, 'build/release/provost');
export const password = 'a long enough password';

export const people = {
  'admin@example.org': ['Ada Admin', 'administrator'],
  'quality@example.org': ['Quentin Quality', 'quality_manager'],
  'author@example.org': ['Anna Author', 'author'],
  'second.author@example.org': ['Sam Author', 'author,approver'],
  'reviewer@example.org': ['Rita Reviewer', 'reviewer'],
  'approver@example.org': ['Paul Approver', 'approver'],
  'second.approver@example.org': ['Petra Approver', 'approver'],
  'auditor@example.org': ['Otto Auditor', 'auditor'],
  'external@example.org': ['Eva External', 'external_auditor'],
  'principal@example.org': ['Lena Leader', 'leadership'],
  'teacher@example.org': ['Theo Teacher', 'staff'],
};

const started = new Set();

// Servers that were started on data in it end before it goes: one that still writes would leave something behind.
export function temporaryFolder(test) {
  const folder = mkdtempSync(join(tmpdir(), 'provost-test-'));
  test?.after(async () => {
    for (const one of started) if (one.folder === folder) await one.stop('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export function run(...words) {
  const done = spawnSync(binary, words, { encoding: 'utf8' });
  return { code: done.status, out: done.stdout, error: done.stderr };
}

export function mustRun(...words) {
  const done = run(...words);
  if (done.code !== 0) throw new Error(`provost ${words.join(' ')}: exit ${done.code}\n${done.error}`);
  return done.out;
}

// A data directory with a person in every role; returns a token of each.
function makeData(data, passwordFile, ...initOptions) {
  mustRun('init', '--data', data, '--organisation', 'Northbridge College', '--admin', 'admin@example.org',
    '--admin-name', 'Ada Admin', '--password-file', passwordFile, ...initOptions);
  const tokens = {};
  for (const [email, [name, roles]] of Object.entries(people)) {
    if (email !== 'admin@example.org') {
      mustRun('user', 'add', email, '--name', name, '--role', roles, '--password-file', passwordFile, '--data', data);
    }
    tokens[email.split('@')[0]] = mustRun('token', 'create', email, '--data', data).trim();
  }
  return tokens;
}

// Making people takes seconds, as their passwords are costly to guess: data that are alike are made once and copied.
// PROVOST_TEST_WORLDS is a folder that several test files share; without it each file has one of its own.
let worlds = process.env.PROVOST_TEST_WORLDS;
function copyData(data, passwordFile) {
  if (!worlds) {
    worlds = mkdtempSync(join(tmpdir(), 'provost-worlds-'));
    process.once('exit', () => rmSync(worlds, { recursive: true, force: true }));
  }
  const { mtimeMs, size } = statSync(binary);
  const made = join(worlds, createHash('sha256').update(JSON.stringify([binary, mtimeMs, size])).digest('hex').slice(0, 16));
  if (!existsSync(made)) {
    const making = mkdtempSync(join(worlds, 'making-'));
    const tokens = makeData(join(making, 'data'), passwordFile);
    writeFileSync(join(making, 'tokens.json'), JSON.stringify(tokens));
    // Another test file may have been faster; then its folder is used.
    try { renameSync(making, made); } catch { rmSync(making, { recursive: true, force: true }); }
  }
  cpSync(join(made, 'data'), data, { recursive: true, preserveTimestamps: true });
  return JSON.parse(readFileSync(join(made, 'tokens.json'), 'utf8'));
}

// A data directory with a person in every role and a token for each.
export class World {
  // `database`: an address of PostgreSQL; else SQLite. `fresh`: an organisation that is no copy of the others.
  constructor(folder, { extraConfig, database, fresh = false } = {}) {
    this.folder = folder;
    this.data = join(folder, 'data');
    this.passwordFile = join(folder, 'password');
    writeFileSync(this.passwordFile, password + '\n');
    // Tests send more than a program would, but for those about the limit itself.
    const limit = /^api_requests_a_minute/m.test(extraConfig ?? '') ? '' : 'api_requests_a_minute: 0\n';
    const config = limit + (database ? `database: ${database}\n` : '') + (extraConfig ?? '');
    const configFile = join(folder, 'provost.yaml');
    writeFileSync(configFile, config);
    const own = database ? ['--config', configFile] : [];
    this.tokens = database || fresh ? makeData(this.data, this.passwordFile, ...own) : copyData(this.data, this.passwordFile);
    writeFileSync(join(this.data, 'provost.yaml'), config);
  }

  // Another server on the same data, for PostgreSQL.
  async beside(...options) {
    const second = Object.create(this);
    second.server = undefined;
    return second.start(...options);
  }

  async start(...options) {
    this.server = spawn(binary, ['serve', '--data', this.data, '--listen', '127.0.0.1:0', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
    started.add(this);
    this.log = '';
    this.server.stderr.on('data', (piece) => { this.log += piece; });
    this.ended = new Promise((done) => this.server.once('exit', (code, signal) => done({ code, signal })));
    this.address = await new Promise((done, fail) => {
      let out = '';
      this.server.stdout.on('data', (piece) => {
        out += piece;
        const found = out.match(/ on (https?:\/\/\S+)/);
        if (found) done(found[1]);
      });
      this.server.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${this.log}`)));
    });
    return this;
  }

  async stop(signal = 'SIGTERM') {
    if (!this.server || this.server.exitCode !== null || this.server.signalCode !== null) return this.ended;
    this.server.kill(signal);
    return this.ended;
  }

  // A call to the API as somebody; answers {status, body, headers}.
  async api(who, method, path, body, headers = {}) {
    const answer = await fetch(this.address + '/api/v1' + path, {
      method,
      headers: {
        ...(who ? { Authorization: `Bearer ${this.tokens[who]}` } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      redirect: 'manual',
    });
    const text = await answer.text();
    let parsed = text;
    try { parsed = JSON.parse(text); } catch { /* not JSON: the text itself */ }
    return { status: answer.status, body: parsed, headers: answer.headers };
  }

  event(who, number, event, more = {}) {
    return this.api(who, 'POST', `/documents/${number}/transitions`, { event, ...(event === 'approve' ? { secret: password } : {}), ...more });
  }

  async newPolicy(more = {}) {
    const made = await this.api('author', 'POST', '/documents', {
      type: 'policy', title: 'Attendance', markdown: '# Attendance\n\nLearners attend.\n',
      owner: 'author@example.org', reviewers: ['reviewer@example.org'], approvers: ['approver@example.org'], ...more,
    });
    if (made.status !== 201) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
    return made.body.number;
  }

  async release(number) {
    for (const [who, event] of [['author', 'submit'], ['reviewer', 'review'], ['approver', 'approve']]) {
      const done = await this.event(who, number, event);
      if (done.status !== 200) throw new Error(`${event}: ${done.status} ${JSON.stringify(done.body)}`);
    }
  }
}

// Somebody at a browser without scripts: keeps the cookie, follows nothing by itself.
export class Browser {
  constructor(address) { this.address = address; this.cookie = ''; this.jar = new Map(); }
  async get(path) { return this.#call(path, {}); }
  async post(path, fields, headers = {}) {
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
    return this.#call(path, { method: 'POST', body, headers });
  }
  async #call(path, options) {
    const answer = await fetch(this.address + path, { ...options, redirect: 'manual', headers: { ...options.headers, cookie: this.cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name, value] = set.match(/^([^=]+)=([^;]*)/);
      if (/; ?Max-Age=0\b/i.test(set)) this.jar.delete(name);
      else this.jar.set(name, value);
      this.cookie = [...this.jar].map(([known, held]) => `${known}=${held}`).join('; ');
      this.setCookie = set;
    }
    return { status: answer.status, text: await answer.text(), location: answer.headers.get('location'), headers: answer.headers };
  }
  async signIn(email) {
    const done = await this.post('/sign-in', { email, password });
    assert.equal(done.status, 303);
    this.csrf = (await this.get('/account')).text.match(/name="csrf" value="([0-9a-f]+)"/)[1];
    return this;
  }
}

export async function world(test, options) {
  return new World(temporaryFolder(test), options).start();
}

// A world whose time a test sets: {w, setClock(moment)}.
export async function worldWithClock(test, moment, options) {
  const file = join(temporaryFolder(test), 'clock');
  const setClock = (wanted) => {
    // Renamed, because the server may read at any moment.
    writeFileSync(`${file}.new`, new Date(wanted).toISOString());
    renameSync(`${file}.new`, file);
  };
  setClock(moment);
  const w = await new World(temporaryFolder(test), options).start('--clock', file);
  return { w, setClock };
}
