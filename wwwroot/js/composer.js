// Enter sends, Shift+Enter breaks the line. What was typed leaves the box only when the server has it; each mode has a text of its own.
import { unreachable } from './desk.js';
import { markRows, nameOf, read, write } from './drafts.js';
import { lang } from './zone.js';

const form = () => document.getElementById('reply');
const modes = () => [...document.querySelectorAll('.modes [name="mode"]')];
const mode = () => modes().find(choice => choice.checked).value;
const name = () => nameOf(form().dataset.ticket, mode());
const grows = CSS.supports('field-sizing', 'content');
const count = new Intl.NumberFormat(lang);
const posted = new WeakMap();
let ready, usual;

// At the cursor, in the place of what is selected; as if it had been typed, so that drafts and sizes follow.
export function insert(text, focus = true) {
  const box = form().body;
  if (focus) {
    box.focus();
  }
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

// Without a secure context there is no crypto.randomUUID.
const newKey = () => '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, digit =>
  (digit ^ crypto.getRandomValues(new Uint8Array(1))[0] & 15 >> digit / 4).toString(16));

function fit() {
  const box = form().body;
  if (!grows) {
    box.rows = Math.min(8, box.value.split('\n').length);
  }
  const limit = document.getElementById('limit');
  const most = Number(limit.dataset.most), length = box.value.trim().length, over = length - most;
  const words = over > 0 ? limit.dataset.over.replace('{0}', count.format(over)) : length < most * .9 ? '' : `${count.format(length)} / ${count.format(most)}`;
  limit.toggleAttribute('data-js-over', over > 0);
  box.setCustomValidity(over > 0 ? words : '');
  change(limit, 'textContent', words);
  change(box, 'placeholder', mode() === 'note' ? box.dataset.note : usual);
}

// A morph puts back what the server wrote; whoever watches must not wake themselves.
function change(element, property, value) {
  if (element[property] !== value) {
    element[property] = value;
  }
}

function show() {
  const box = form().body;
  box.value = read(name()).text;
  fit();
  mark();
}

// How a note begins to whom it is for: no draft yet, and no match for one.
function offer(beginning) {
  const box = form().body;
  if (beginning && !box.value) {
    box.value = beginning;
    box.focus({ preventScroll: true });
    box.setSelectionRange(beginning.length, beginning.length);
    fit();
  }
}

// The mode that is not shown says that a text waits in it.
function mark() {
  for (const choice of modes()) {
    choice.parentElement.toggleAttribute('data-js-kept', !choice.checked && !!read(nameOf(form().dataset.ticket, choice.value)).text);
  }
}

function keep() {
  write(name(), { ...read(name()), text: form().body.value });
  markRows();
}

function prepare() {
  const now = form();
  if (now && now !== ready) {
    ready = now;
    usual = now.body.placeholder;
    const offered = 'offered' in now.body.dataset ? now.body.value : '';
    if (now.body.value && !offered) {
      keep();                                             // a text that came back with a refusal
    }
    show();
    offer(offered);
  } else if (now) {
    fit();
    mark();
  }
  markRows();
}

prepare();
new MutationObserver(prepare).observe(document.body, { childList: true, subtree: true });

document.addEventListener('input', event => {
  if (event.target.id === 'body') {
    keep();
    fit();
  }
});
document.addEventListener('change', event => {
  if (event.target.name === 'mode') {
    show();
  }
});

// Another tab of the same person: whoever types here goes on with what they have.
addEventListener('storage', event => {
  if (form() && (event.key === null || event.key === name()) && !(document.hasFocus() && document.activeElement === form().body)) {
    show();
  }
});

// Before htmx has seen the form an Enter would load the page anew, and the draft would not know that it left.
const started = document.readyState === 'complete' ? Promise.resolve()
  : new Promise(done => document.addEventListener('DOMContentLoaded', done, { once: true }));

document.addEventListener('keydown', async event => {
  if (event.target.id === 'body' && event.key === 'Enter' && !event.shiftKey && !event.isComposing && !event.defaultPrevented) {
    event.preventDefault();
    await started;
    form().requestSubmit([...form().querySelectorAll('.send')].find(button => button.checkVisibility()));
  }
});

// Who chose the mode by mouse or shortcut wants to write; who walks the choices by arrow stays on them.
document.addEventListener('click', async event => {
  if (event.target.name === 'mode' && (event.detail || !event.isTrusted)) {
    form().body.focus();
  }
  if (event.target.closest('#emoji-open')) {
    await pick(event.target.closest('#emoji-open'));
  }
});

async function pick(button) {
  const picker = await import('./emoji.js').catch(() => null);
  if (!picker) {
    unreachable();
    return;
  }
  const { ticket } = form().dataset;
  const emoji = await picker.pickEmoji(button, more => insert(more, false));
  if (form()?.dataset.ticket === ticket) {
    if (emoji) {
      insert(emoji);
    } else if ([document.body, button].includes(document.activeElement)) {
      form().body.focus();
    }
  }
}

// What is posted again after a lost answer keeps its key, also by another page, and is stored once; anything else is another message.
document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id !== 'reply') {
    return;
  }
  const said = JSON.stringify([...ctx.request.body].filter(([field, value]) => typeof value === 'string' && !['clientKey', '__RequestVerificationToken'].includes(field)));
  const draft = read(name());
  const key = draft.said === said ? draft.key : newKey();
  ctx.request.body.set('clientKey', key);
  write(name(), { ...draft, key, said });
  posted.set(ctx, { name: name(), text: ctx.request.body.get('body') });
});

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  const sent = posted.get(ctx);
  if (!sent || ctx.response.status >= 400) {
    return;
  }
  const { text } = read(sent.name);
  write(sent.name, { text: text.startsWith(sent.text) ? text.slice(sent.text.length) : text });
  if (form() && name() === sent.name) {
    show();
    // Whoever has gone elsewhere meanwhile stays there.
    if (document.activeElement === document.body || document.activeElement.closest('.composer')) {
      form().body.focus();
    }
  }
  markRows();
});
