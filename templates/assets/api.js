// The page that tries the interface: reads its description, makes a form of an operation and sends it as this person.
'use strict';

const form = document.getElementById('tryForm');
const byId = (id) => document.getElementById(id);
let description;
let operations;
let chosen;
let ownAddress = '';
let filling = Promise.resolve(); // what is still being looked up for the form that is shown
let underWay = false;
let madeKey = '';

const resolved = (part) => part.$ref ? part.$ref.slice(2).split('/').reduce((at, name) => at[name], description) : part;

// As this person: a session counts only together with the token of the page.
const read = (address) => fetch(address, { headers: { 'X-CSRF-Token': form.elements.csrf.value } });

function newKey() {
  madeKey = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return madeKey;
}

// The first of a list that this person sees, so that the form names something that there is here.
const asked = new Map();
function firstOf(address) {
  if (!asked.has(address)) {
    asked.set(address, read(address)
      .then((answer) => (answer.ok ? answer.json() : { items: [] })).then((body) => body.items?.[0]).catch(() => undefined));
  }
  return asked.get(address);
}

const listAt = (path) => {
  const operation = description.paths[path]?.get;
  if (!operation?.responses['200'].content?.['application/json']?.schema.properties?.items) return null;
  return (operation.parameters ?? []).map(resolved).some((each) => each.name === 'limit') ? '?limit=1' : '';
};

// Each parameter of the path from the list that stands before it: /documents/{number} from /documents. What would go
// away, and other people's access, is named by whoever sends it.
async function fillPath(operation, inputs) {
  if (operation.method === 'delete') return;
  const values = {};
  for (const [whole, name] of operation.path.matchAll(/\{([^}]+)\}/g)) {
    const pattern = operation.path.slice(0, operation.path.indexOf(whole) - 1);
    const part = listAt(pattern);
    const address = pattern.replace(/\{([^}]+)\}/g, (_, each) => encodeURIComponent(values[each] ?? ''));
    let value = '';
    if (pattern === '/api/v1/people') value = operation.method === 'get' ? ownAddress : '';
    else if (part !== null && !address.includes('//')) {
      const item = await firstOf(address + part);
      value = item?.[name] ?? item?.name ?? '';
    }
    values[name] = value === '' ? '' : String(value);
    const input = inputs.find((each) => each.dataset.name === name);
    if (chosen === operation && input.value === '') input.value = values[name];
  }
}

// The people of an example are this person, or nobody where it lists some; its documents and cases are the first that
// they see; the rest are placeholders.
const isAddress = (value) => typeof value === 'string' && /^[^@\s]+@example\.(org|com)$/.test(value);
async function own(value) {
  if (Array.isArray(value)) return Promise.all(value.filter((each) => !isAddress(each)).map(own));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([name, each]) => [name, await own(each)])));
  }
  if (typeof value !== 'string') return value;
  if (isAddress(value)) return ownAddress || value;
  if (/^[A-Z]{2,4}-\d{3}$/.test(value)) return (await firstOf('/api/v1/documents?limit=1'))?.number ?? value;
  if (/^[A-Z]{2,4}-\d{1,2}$/.test(value)) return (await firstOf('/api/v1/cases?limit=1'))?.key ?? value;
  return value;
}

function field(parameter) {
  const place = document.createElement('div');
  place.className = 'field';
  const id = `parameter_${parameter.in}_${parameter.name}`;
  const label = document.createElement('label');
  label.className = 'form-label';
  label.htmlFor = id;
  label.textContent = parameter.name;
  const input = document.createElement('input');
  input.className = 'form-control';
  input.id = id;
  input.required = parameter.required === true;
  input.autocomplete = 'off';
  if (parameter.example !== undefined && parameter.in === 'path') input.placeholder = `such as ${parameter.example}`;
  if (parameter.name === 'Idempotency-Key') input.value = newKey();
  input.dataset.name = parameter.name;
  input.dataset.in = parameter.in;
  place.append(label, input);
  if (parameter.description) {
    const hint = document.createElement('p');
    hint.className = 'form-hint';
    hint.id = `${id}_hint`;
    hint.textContent = parameter.description;
    input.setAttribute('aria-describedby', hint.id);
    place.append(hint);
  }
  return place;
}

function show(operation) {
  chosen = operation;
  form.hidden = operation === undefined;
  byId('answerPart').hidden = true;
  if (operation === undefined) return;
  byId('operationText').textContent = `${operation.method.toUpperCase()} ${operation.path}` + (operation['x-scope'] ? ` · scope ${operation['x-scope']}` : '');
  byId('parameterFields').replaceChildren(...(operation.parameters ?? []).map(resolved).map(field));
  const content = operation.requestBody?.content ?? {};
  const json = content['application/json'];
  byId('bodyPart').hidden = !json;
  byId('bodyField').value = '';
  byId('filePart').hidden = json !== undefined || Object.keys(content).length === 0;
  const inputs = [...byId('parameterFields').querySelectorAll('input[data-in="path"]')];
  filling = Promise.all([fillPath(operation, inputs), json ? own(json.example ?? {}) : null]).then(([, example]) => {
    if (chosen === operation && example !== null && byId('bodyField').value === '') byId('bodyField').value = JSON.stringify(example, null, 2);
  });
}

// What is changed is another request, so it gets another key; what is sent again as it was, is the same request.
function changed(event) {
  const key = byId('parameterFields').querySelector('[data-name="Idempotency-Key"]');
  if (key && event.target !== key && key.value === madeKey) key.value = newKey();
}

async function sendOnce() {
  if (underWay) return;
  underWay = true;
  const button = form.querySelector('button[type="submit"]');
  button.setAttribute('aria-disabled', 'true');
  try {
    await filling;
    if (form.reportValidity()) await send();
  } catch (problem) {
    tell(problem);
  } finally {
    underWay = false;
    button.removeAttribute('aria-disabled');
  }
}

async function send() {
  let address = chosen.path;
  const query = new URLSearchParams();
  const headers = { 'X-CSRF-Token': form.elements.csrf.value };
  for (const input of byId('parameterFields').querySelectorAll('input')) {
    if (input.dataset.in === 'path') address = address.replace(`{${input.dataset.name}}`, encodeURIComponent(input.value));
    else if (input.value !== '' && input.dataset.in === 'query') query.set(input.dataset.name, input.value);
    else if (input.value !== '') headers[input.dataset.name] = input.value;
  }
  let body;
  const types = Object.keys(chosen.requestBody?.content ?? {});
  const file = byId('fileField').files[0];
  if (types[0] === 'application/json') {
    body = byId('bodyField').value;
    headers['Content-Type'] = 'application/json';
  } else if (types[0] === 'multipart/form-data') {
    body = new FormData();
    if (file) body.append('files', file);
  } else if (types.length > 0) {
    body = file ?? '';
    headers['Content-Type'] = 'application/octet-stream';
  }
  const text = query.toString();
  const answer = await fetch(address + (text ? `?${text}` : ''), { method: chosen.method.toUpperCase(), headers, body });
  byId('answerStatus').textContent = `${answer.status} ${answer.statusText}`;
  byId('answerFields').textContent = [...answer.headers].filter(([name]) => /^(content-type|etag|location|link|ratelimit|retry-after|idempotent|deprecation|sunset)/.test(name)).map(([name, value]) => `${name}: ${value}`).join('\n');
  const type = answer.headers.get('content-type') ?? '';
  if (/json/.test(type)) byId('answerBody').textContent = JSON.stringify(await answer.json(), null, 2);
  else if (/^text\/event-stream/.test(type)) { byId('answerBody').textContent = 'The stream is open; a program goes on to listen.'; await answer.body.cancel(); }
  else if (/^text\//.test(type)) byId('answerBody').textContent = await answer.text();
  else byId('answerBody').textContent = `${(await answer.blob()).size} bytes`;
  byId('answerPart').hidden = false;
}

function tell(problem) {
  byId('answerStatus').textContent = 'The server could not be reached.';
  byId('answerFields').textContent = problem.message;
  byId('answerBody').textContent = '';
  byId('answerPart').hidden = false;
}

// By words of the title, the path, the name and the area; all of them must be there.
function matching(typed) {
  const words = typed.toLowerCase().split(/\s+/).filter((word) => word !== '');
  return operations.filter((operation) => words.every((word) => operation.words.includes(word)));
}

function list(found) {
  const groups = description.tags.map((tag) => {
    const group = document.createElement('optgroup');
    group.label = tag.name;
    group.append(...found.filter((operation) => operation.tags[0] === tag.name).map((operation) => new Option(operation.summary, operation.operationId)));
    return group;
  });
  byId('operationField').replaceChildren(...groups.filter((group) => group.children.length > 0));
  byId('operationCount').textContent = found.length === 0 ? 'No operation has these words.' : found.length === 1 ? '1 operation' : `${found.length} operations`;
}

function search() {
  list(matching(byId('findField').value));
  const field = byId('operationField');
  if (chosen && [...field.options].some((option) => option.value === chosen.operationId)) field.value = chosen.operationId;
  else show(operations.find((operation) => operation.operationId === field.value));
}

async function begin() {
  const [answer, account] = await Promise.all([fetch('/api/v1/openapi.json'), read('/api/v1/account')]);
  description = await answer.json();
  if (account.ok) ownAddress = (await account.json()).email;
  operations = Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation, words: `${operation.summary} ${method} ${path} ${operation.operationId} ${operation.tags[0]}`.toLowerCase() })));
  byId('operationField').addEventListener('change', () => show(operations.find((operation) => operation.operationId === byId('operationField').value)));
  byId('findField').addEventListener('input', search);
  byId('findField').addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
    event.preventDefault();
    byId('operationField').focus();
  });
  form.noValidate = true; // asked for by itself, after everything was filled in
  form.addEventListener('input', changed);
  form.addEventListener('submit', (event) => { event.preventDefault(); sendOnce(); });
  byId('findPart').hidden = false;
  search();
}

begin().catch(tell);
