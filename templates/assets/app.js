// Small comforts on top of pages that work without any script.
'use strict';

// Buttons above the Markdown text put marks around what is chosen.
const marks = [
  { label: 'Bold', before: '**', after: '**' },
  { label: 'Italic', before: '*', after: '*' },
  { label: 'Heading', before: '## ', after: '', line: true },
  { label: 'List', before: '- ', after: '', line: true },
  { label: 'Numbered list', before: '1. ', after: '', line: true },
  { label: 'Link', before: '[', after: '](https://)' },
  { label: 'Quotation', before: '> ', after: '', line: true },
];

function apply(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const from = mark.line ? value.lastIndexOf('\n', start - 1) + 1 : start;
  const chosen = value.slice(from, end);
  const text = mark.line ? chosen.split('\n').map((line) => mark.before + line).join('\n') : mark.before + chosen + mark.after;
  area.focus();
  area.setSelectionRange(from, end);
  // The browser's own way of typing keeps undo working.
  if (!document.execCommand('insertText', false, text)) area.setRangeText(text, from, end, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

for (const place of document.querySelectorAll('[data-editor]')) {
  const area = document.getElementById(place.dataset.editor);
  place.className = 'toolbar';
  place.setAttribute('role', 'toolbar');
  place.setAttribute('aria-label', 'Marks for the text');
  for (const mark of marks) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn-sm';
    button.textContent = mark.label;
    button.addEventListener('click', () => apply(area, mark));
    place.append(button);
  }
  area.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const mark = { b: marks[0], i: marks[1], k: marks[5] }[event.key.toLowerCase()];
    if (!mark) return;
    event.preventDefault();
    apply(area, mark);
  });
}

// Leaving a form with unsaved text asks first.
const text = document.querySelector('textarea.markdown');
if (text) {
  const before = text.value;
  let sending = false;
  text.form.addEventListener('submit', () => { sending = true; });
  window.addEventListener('beforeunload', (event) => {
    if (!sending && text.value !== before) event.preventDefault();
  });
}

// "/" leads to the search field.
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select, [contenteditable]');
  const search = document.querySelector('input[type=search]');
  if (event.key !== '/' || typing || !search) return;
  event.preventDefault();
  search.focus();
});
