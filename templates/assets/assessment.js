// Clause by clause without reloading the page: keys, and clauses that come in place. Without it every link and button
// of the page works as well.
'use strict';

const panel = document.getElementById('clausePanel');

// Requests of the form that are under way.
let saving = 0;
document.addEventListener('htmx:beforeRequest', ({ detail }) => { if (detail.elt.id === 'assessmentForm') saving += 1; });

const quiet = () => new Promise((done) => {
  const look = (left) => (saving <= 0 || left === 0 ? done() : setTimeout(look, 50, left - 1));
  look(100);
});

// What waits to be saved by itself is sent before the clause goes. False: something could not be saved and stays.
async function saveNow() {
  const form = document.getElementById('assessmentForm');
  if (!form) return true;
  if (form.contains(document.activeElement)) document.activeElement.blur();
  for (const again of [true, false]) {
    await quiet();
    if (!fieldsOf(form).some(isChanged)) return true;
    if (again) htmx.trigger(form, 'change');
  }
  return false;
}

async function show(address, remember) {
  if (!await saveNow()) return;
  const answer = await fetch(address, { headers: { Accept: 'text/html' } }).catch(() => undefined);
  if (!answer?.ok || !new URL(answer.url).pathname.endsWith('/assessment')) { location.href = address; return; }
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const id of ['assessmentProgress', 'clauseList', 'clausePanel']) {
    const place = document.getElementById(id);
    const top = place.scrollTop;
    place.replaceChildren(...fresh.getElementById(id).childNodes);
    place.scrollTop = top;
    htmx.process(place);
  }
  document.title = fresh.title;
  document.querySelector('.assessment').toggleAttribute('data-chosen', new URL(address, location.href).searchParams.has('clause'));
  if (remember) history.pushState({}, '', address);
  document.getElementById('clauseTitle')?.focus({ preventScroll: !matchMedia('(max-width: 62rem)').matches });
  document.querySelector('#clauseList [aria-current=true]')?.scrollIntoView({ block: 'nearest' });
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('#clauseList a, #nextClause, #previousClause');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  show(link.href, true);
});
window.addEventListener('popstate', () => show(location.href, false));

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest('textarea, select, input:not([type=radio]):not([type=checkbox])');
  if (event.key === 'Escape' && field) { field.blur(); document.getElementById('clauseTitle')?.focus(); return; }
  if (field) return;
  const key = event.key.toLowerCase();
  const choice = document.querySelector(`#assessmentForm input[data-key="${CSS.escape(key)}"]`);
  if (choice) {
    event.preventDefault();
    choice.checked = true;
    choice.dispatchEvent(new Event('change', { bubbles: true }));
  } else if (key === 'j' || key === 'k') {
    document.getElementById(key === 'j' ? 'nextClause' : 'previousClause')?.click();
  } else if (key === 'e') {
    event.preventDefault();
    document.getElementById('evidenceField')?.focus();
  }
});

// Only what was changed here is sent, so that “keep mine” leaves alone what somebody else wrote in other fields.
const isChanged = (field) => {
  if (field.type === 'radio') return field.checked && !field.defaultChecked;
  if (field.tagName === 'SELECT') return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
};
function keepAsSaved(field, value) {
  if (field.type === 'radio') field.defaultChecked = field.value === value;
  else if (field.tagName === 'SELECT') for (const option of field.options) option.defaultSelected = option.value === value;
  else field.defaultValue = value;
}
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !['hidden', 'submit'].includes(field.type));
document.addEventListener('htmx:configRequest', ({ detail }) => {
  if (detail.elt.id !== 'assessmentForm') return;
  const fields = fieldsOf(detail.elt);
  for (const name of new Set(fields.map((field) => field.name))) {
    if (!fields.some((field) => field.name === name && isChanged(field))) detail.formData.delete(name);
  }
});
document.addEventListener('htmx:afterRequest', ({ detail }) => {
  if (detail.elt.id !== 'assessmentForm') return;
  saving -= 1;
  if (!(detail.xhr.status >= 200 && detail.xhr.status < 400)) return;
  const sent = detail.requestConfig.formData;
  for (const field of fieldsOf(detail.elt)) if (sent.has(field.name)) keepAsSaved(field, sent.get(field.name));
});

// What the server refuses comes with its reason, which takes the place of "saved".
document.addEventListener('htmx:beforeSwap', (event) => {
  if ([409, 412, 422].includes(event.detail.xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});
document.addEventListener('htmx:sendError', () => {
  const state = document.querySelector('.save-state');
  if (state) state.textContent = 'Not saved: the server cannot be reached. What you wrote is still here.';
});
