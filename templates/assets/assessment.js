// Clause by clause without reloading the page: keys, and clauses that come in place. Without it every link and button
// of the page works as well.
'use strict';

const panel = document.getElementById('clausePanel');

// What waits to be saved by itself is sent before the form goes.
function saveNow() {
  const form = document.getElementById('assessmentForm');
  const area = document.activeElement;
  if (!form || !form.contains(area) || !area.matches('input, textarea, select')) return Promise.resolve();
  return new Promise((done) => {
    const finish = () => { form.removeEventListener('htmx:afterRequest', finish); done(); };
    form.addEventListener('htmx:afterRequest', finish);
    setTimeout(finish, 3000);
    area.blur();
    htmx.trigger(form, 'change');
  });
}

async function show(address, remember) {
  await saveNow();
  const answer = await fetch(address, { headers: { Accept: 'text/html' } });
  if (!answer.ok) { location.href = address; return; }
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
