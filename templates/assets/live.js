// What changes while a page is open is told on it. Nothing is loaded by itself where somebody types.
'use strict';

const position = document.body.dataset.position;
const subject = location.pathname.match(/^\/(?:cases|documents)\/([^/]+)/)?.[1];
const shown = subject && decodeURIComponent(subject);
const isTaskList = location.pathname === '/';

function isTyped(field) {
  if (field.type === 'hidden' || field.type === 'submit' || field.type === 'button') return false;
  if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
  if (field.tagName === 'SELECT') return [...field.options].some((option) => option.defaultSelected !== option.selected && option.defaultSelected);
  return field.value !== field.defaultValue;
}
const somethingIsTyped = () => [...document.querySelectorAll('main input, main textarea, main select')].some(isTyped);

// A polite announcement: the region is there before its words, so that it is read out.
const region = document.createElement('div');
region.setAttribute('role', 'status');
document.querySelector('main')?.prepend(region);

function tellOfChange() {
  if (region.hasChildNodes()) return;
  const notice = document.createElement('div');
  notice.className = 'alert alert-info changed-notice';
  const link = document.createElement('a');
  link.href = location.href;
  const typed = somethingIsTyped();
  link.textContent = typed ? 'Show it in a new tab' : 'Show it';
  if (typed) Object.assign(link, { target: '_blank', rel: 'noopener' });
  else link.addEventListener('click', (event) => { event.preventDefault(); location.reload(); });
  notice.append('Something changed here. ', link, typed ? ' What you have typed stays.' : '');
  region.append(notice);
}

// The number beside “My tasks”, wherever the navigation stands.
let counted = document.querySelector('nav a[href="/"] .badge')?.firstChild.data.trim() ?? '0';
function showCount(count) {
  for (const link of document.querySelectorAll('nav a[href="/"]')) {
    let badge = link.querySelector('.badge');
    if (count === '0') {
      badge?.remove();
      continue;
    }
    if (!badge) {
      badge = document.createElement('span');
      badge.className = 'badge bg-red text-red-fg';
      const words = document.createElement('span');
      words.className = 'visually-hidden';
      words.textContent = ' waiting';
      badge.append('', words);
      link.append(' ', badge);
    }
    badge.firstChild.data = count;
  }
  if (isTaskList && counted !== count) tellOfChange();
  counted = count;
}

// Parts that only show, such as the journey, are brought up to date in place.
let bringing = false;
async function bringUpToDate() {
  const places = [...document.querySelectorAll('[data-live]')];
  if (places.length === 0 || bringing) return;
  bringing = true;
  await new Promise((done) => setTimeout(done, 500));
  bringing = false;
  const answer = await fetch(location.href, { headers: { Accept: 'text/html', 'X-Asked-By': 'page' } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const place of places) {
    const fresh = page.getElementById(place.id);
    if (fresh) place.replaceChildren(...fresh.childNodes);
  }
}

if (position) {
  let last = position;
  let source;
  const listen = () => {
    source = new EventSource(`/events?last_event_id=${last}`);
    source.addEventListener('change', (event) => {
      last = event.lastEventId;
      if (shown && JSON.parse(event.data).subject === shown) tellOfChange();
      bringUpToDate().catch(() => {});
    });
    // Deliveries leave nothing in the audit trail; the page knows what it was drawn from.
    source.addEventListener('deliveries', (event) => {
      const place = document.querySelector('[data-deliveries]');
      if (place && place.dataset.deliveries !== event.data) tellOfChange();
    });
    source.addEventListener('tasks', (event) => showCount(event.data));
  };
  // A page that nobody looks at holds no connection: browsers have few of them for one server.
  const follow = () => {
    source?.close();
    source = undefined;
    if (document.visibilityState === 'visible') listen();
  };
  document.addEventListener('visibilitychange', follow);
  window.addEventListener('pagehide', () => source?.close());
  follow();
}
