// The page that tries the interface: reads its description, makes a form of an operation and sends it as this person.
'use strict';

const form = document.getElementById('tryForm');
const byId = (id) => document.getElementById(id);
let description;
let chosen;

const resolved = (part) => part.$ref ? part.$ref.slice(2).split('/').reduce((at, name) => at[name], description) : part;

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
  input.value = parameter.in === 'path' && parameter.example !== undefined ? parameter.example : '';
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
  byId('operationText').textContent = `${operation.method.toUpperCase()} ${operation.path}` + (operation['x-scope'] ? ` · scope ${operation['x-scope']}` : '');
  byId('parameterFields').replaceChildren(...(operation.parameters ?? []).map(resolved).map(field));
  const content = operation.requestBody?.content ?? {};
  const json = content['application/json'];
  byId('bodyPart').hidden = !json;
  byId('bodyField').value = json ? JSON.stringify(json.example ?? {}, null, 2) : '';
  byId('filePart').hidden = json !== undefined || Object.keys(content).length === 0;
  byId('answerPart').hidden = true;
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

async function begin() {
  description = await (await fetch('/api/v1/openapi.json')).json();
  const operations = Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })));
  const list = byId('operationField');
  for (const tag of description.tags) {
    const group = document.createElement('optgroup');
    group.label = tag.name;
    for (const operation of operations) {
      if (operation.tags[0] !== tag.name) continue;
      const option = document.createElement('option');
      option.value = operation.operationId;
      option.textContent = operation.summary;
      group.append(option);
    }
    if (group.children.length > 0) list.append(group);
  }
  const find = () => operations.find((operation) => operation.operationId === list.value);
  list.addEventListener('change', () => show(find()));
  form.addEventListener('submit', (event) => { event.preventDefault(); send().catch(tell); });
  show(find());
  form.hidden = false;
}

begin().catch(tell);
