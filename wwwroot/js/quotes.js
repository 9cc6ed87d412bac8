// The message that what is being written answers is a chip in the bar, kept for its chat until it is sent or taken away.
// A click on a quote leads to its message, however old: what is not on the page is loaded with what lies around it.
import { isPast } from './chat.js';

const form = () => document.getElementById('reply');
const chip = () => document.getElementById('quoting');
const kept = () => `convos-quote-${document.body.dataset.me}-${form().dataset.ticket}`;
const list = () => document.querySelector('.chat .messages');

let ready, held;

export function quote(message) {
  const answered = {
    id: message.id.slice('message-'.length),
    who: message.querySelector('.by')?.textContent.trim() || document.getElementById('chat-title').textContent.trim(),
    text: excerpt(message)
  };
  localStorage.setItem(kept(), JSON.stringify(answered));
  show(answered);
  document.querySelector('[name="mode"][value="reply"]').click();
  form().body.focus();
}

const excerpt = message => (message.querySelector('.body, .kind')?.innerText ?? '').trim().replace(/\s+/g, ' ').slice(0, 200);

function show({ id, who, text }) {
  chip()?.remove();
  const fresh = document.getElementById('quoting-template').content.firstElementChild.cloneNode(true);
  fresh.dataset.message = id;
  fresh.querySelector('input').value = id;
  fresh.querySelector('b').textContent = who;
  fresh.querySelector('.clip').textContent = text;
  document.getElementById('extras').append(fresh);
}

function drop() {
  localStorage.removeItem(kept());
  chip()?.remove();
}

function restore() {
  const now = form();
  if (now && now !== ready) {
    ready = now;
    const saved = localStorage.getItem(kept());
    if (saved && !chip()) {
      show(JSON.parse(saved));
    }
  }
}

restore();
new MutationObserver(restore).observe(document.body, { childList: true, subtree: true });

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && event.target.id === 'body' && chip()) {
    event.preventDefault();
    drop();
  }
});

document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id !== 'reply' || ctx.response.status >= 400 || !ctx.request.action.includes('handler=reply')) {
    return;
  }
  if (chip() && ctx.request.body.get('quoted') === chip().dataset.message) {
    drop();
  }
  if (isPast()) {
    toEnd();                  // what was sent stands there
  }
});

document.addEventListener('click', event => {
  const link = event.target.closest('a.quote'), end = event.target.closest('.newer');
  if (event.target.closest('#quoting .tool')) {
    event.preventDefault();
    drop();
    form().body.focus();
  } else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    jump(link.hash.slice(1));
  } else if (end && isPast()) {
    toEnd();
  }
});

export async function jump(id, focus = true) {
  if (!document.getElementById(id)) {
    await load(around(id.slice('message-'.length)), { push: 'true' });
  }
  const message = document.getElementById(id);
  if (message) {
    message.scrollIntoView({ block: 'center' });
    if (focus) {
      message.focus({ preventScroll: true });
    }
    message.dataset.jsFlash = '';
    setTimeout(() => delete message.dataset.jsFlash, 2500);
  }
}

async function toEnd() {
  await load(around(null), { replace: 'true' });
  document.querySelector('.chat .scroll').scrollTop = 0;
}

const load = (address, history) => htmx.ajax('GET', address, { source: list(), target: list(), swap: 'innerHTML', ...history });

function around(id) {
  const address = new URL(location.href);
  address.searchParams.delete('quote');
  address.searchParams.delete('around');
  if (id) {
    address.searchParams.set('around', id);
  }
  return address.pathname + address.search;
}

// Newer pages come below what one reads, which must not move: a scroller that runs from the bottom up would move it.
const comesBelow = ctx => ctx.sourceElement?.id?.startsWith('newer-');

document.addEventListener('htmx:before:swap', ({ detail: { ctx } }) => {
  if (comesBelow(ctx)) {
    hold(ctx.sourceElement.previousElementSibling);
  }
});
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (comesBelow(ctx)) {
    release();
    if (!isPast() && location.search.includes('around=')) {
      history.replaceState(history.state, '', around(null));
    }
  }
});
document.addEventListener('click', event => {
  const fold = event.target.closest('.fold > summary');
  if (fold) {
    hold(fold.closest('.message'));
    requestAnimationFrame(release);
  }
});

function hold(element) {
  held = element && { element, top: element.getBoundingClientRect().top };
}

function release() {
  if (held) {
    document.querySelector('.chat .scroll').scrollTop += held.element.getBoundingClientRect().top - held.top;
    held = null;
  }
}
