// A page that shows what Slack and Teams would have shown, for the demo: node deploy/chat_sink.mjs PORT
// Messages are posted to /slack/NAME and /teams/NAME on this machine; they are kept in memory only.
import { createServer } from 'node:http';

const kept = [];
const most = 200;

const escaped = (text) => String(text ?? '').replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
const link = (address, label) => (/^https?:\/\//.test(address ?? '') ? `<a class="button" href="${escaped(address)}">${escaped(label)}</a>` : '');

// What Slack's mrkdwn can hold here: escaped text, mentions and links.
const mrkdwn = (text) => escaped(String(text ?? '').replace(/&lt;/g, '‹').replace(/&gt;/g, '›').replace(/&amp;/g, '&'))
  .replace(/&#60;@([A-Z0-9]+)&#62;/g, '<b>@$1</b>')
  .replace(/&#60;(https?:[^|&]*)\|(.*?)&#62;/g, '<a href="$1">$2</a>')
  .replace(/&#60;(https?:[^|&]*)&#62;/g, '<a href="$1">$1</a>');
const words = (text) => (text?.type === 'mrkdwn' ? mrkdwn(text.text) : escaped(text?.text)).replace(/\n/g, '<br>');

const slackBlock = {
  header: (block) => `<h2>${words(block.text)}</h2>`,
  section: (block) => (block.text ? `<p>${words(block.text)}</p>` : '') + (block.fields ?? []).map((field) => `<p class="fact">${words(field)}</p>`).join(''),
  actions: (block) => `<p>${block.elements.map((one) => link(one.url, one.text.text)).join(' ')}</p>`,
  context: (block) => `<p class="small">${block.elements.map(words).join(' ')}</p>`,
  divider: () => '<hr>',
};
const slack = (body) => (body.blocks ?? []).map((block) => slackBlock[block.type]?.(block) ?? '').join('') || `<p>${mrkdwn(body.text)}</p>`;

const plain = (text) => escaped(String(text ?? '').replace(/\\([\\*_[\]()#~`+\-.!|>])/g, '$1')).replace(/&#60;at&#62;(.*?)&#60;\/at&#62;/g, '<b>@$1</b>').replace(/\n\n/g, '<br>');
const cardElement = (one) => {
  if (one.type === 'TextBlock') return one.size === 'Large' ? `<h2>${plain(one.text)}</h2>` : `<p class="${one.isSubtle ? 'small' : ''}">${plain(one.text)}</p>`;
  if (one.type === 'FactSet') return one.facts.map(({ title, value }) => `<p class="fact">${plain(title)}<br>${plain(value)}</p>`).join('');
  return (one.items ?? []).map(cardElement).join('');
};
const teams = (body) => (body.attachments ?? []).map(({ content }) => (content.body ?? []).map(cardElement).join('') + `<p>${(content.actions ?? []).map((action) => link(action.url, action.title)).join(' ')}</p>`).join('');

const page = () => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5"><title>What chat would show</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:0 auto;padding:1rem;background:#f6f5f2;color:#1b2433}article{background:#fff;border:1px solid #dcdfe3;border-left:5px solid #4a154b;border-radius:6px;padding:.8rem 1rem;margin:1rem 0}article.teams{border-left-color:#4b53bc}h1{font-size:1.5rem}h2{font-size:1.1rem;margin:.2rem 0}p{margin:.3rem 0}.fact{display:inline-block;margin-right:2rem}.small{color:#55606e;font-size:.87rem}.button{display:inline-block;border:1px solid #1d4f7c;background:#1d4f7c;color:#fff;border-radius:4px;padding:.25rem .8rem;text-decoration:none}</style></head>
<body><h1>What chat would show</h1><p>Beside the demo: each message as its channel would have it, the newest first. Nothing leaves this machine.</p>
${kept.map(({ kind, name, when, html }) => `<article class="${kind}"><p class="small">${kind === 'teams' ? 'Microsoft Teams' : 'Slack'} · ${escaped(name)} · ${escaped(when)}</p>${html}</article>`).join('\n') || '<p>Nothing yet. Let somebody get a task, or a document come into force.</p>'}</body></html>`;

createServer((request, response) => {
  const [, kind, name] = request.url.split('/');
  if (request.method !== 'POST') {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'" });
    return response.end(page());
  }
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  return request.on('end', () => {
    try {
      const body = JSON.parse(Buffer.concat(pieces).toString());
      const html = kind === 'teams' ? teams(body) : slack(body);
      kept.unshift({ kind, name: decodeURIComponent(name ?? ''), when: new Date().toLocaleTimeString('en-GB'), html });
      kept.length = Math.min(kept.length, most);
      if (kind === 'teams') return response.writeHead(202).end();
      return response.end('ok');
    } catch {
      return response.writeHead(400).end('invalid_payload');
    }
  });
}).listen(Number(process.argv[2] ?? 8089), '127.0.0.1');
