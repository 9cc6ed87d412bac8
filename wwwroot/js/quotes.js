// The message that what is being written answers is a chip in the bar, kept for its chat until it is sent or taken away.
// A click on a quote leads to its message, however old: what is not on the page is loaded with what lies around it.
import { isPast } from './chat.js';

const form = () => document.getElementById('reply');
const chip = () => document.getElementById('quoting');
const mine = `convos-quote-${document.body.dataset.me}-`, longest = 30 * 24 * 3600e3;
const kept = (ticket = form().dataset.ticket) => mine + ticket;
const list = () => document.querySelector('.chat .messages');

let ready;

export function quote(message) {
  const answered = {
    id: message.id.slice('message-'.length),
    who: message.querySelector('.by')?.textContent.trim() || document.getElementById('chat-title').textContent.trim(),
    text: excerpt(message)
  };
  try {
    localStorage.setItem(kept(), JSON.stringify({ ...answered, at: Date.now() }));
  } catch {
    // The browser keeps nothing more: it stands in the bar until the page goes.
  }
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

// Old ones go; whoever signs out leaves none behind.
const saved = () => Object.keys(localStorage).filter(key => key.startsWith('convos-quote-'));
saved().filter(key => !(JSON.parse(localStorage.getItem(key)).at > Date.now() - longest)).forEach(key => localStorage.removeItem(key));
document.addEventListener('submit', ({ target }) => {
  if (target.getAttribute('action') === '/logout') {
    saved().filter(key => key.startsWith(mine)).forEach(key => localStorage.removeItem(key));
  }
});

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
  const ticket = ctx.request.action.match(/\/(\d+)\?handler=reply/)?.[1], quoted = ticket && ctx.request.body?.get?.('quoted');
  if (!ticket || !(ctx.response?.status < 400)) {
    return;
  }
  if (quoted && JSON.parse(localStorage.getItem(kept(ticket)))?.id === quoted) {
    localStorage.removeItem(kept(ticket));
  }
  if (form()?.dataset.ticket !== ticket) {
    return;                   // another chat was opened meanwhile
  }
  if (quoted && quoted === chip()?.dataset.message) {
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
document.addEventListener('place:page', ({ detail: marker }) => {
  if (marker.id.startsWith('newer-')) {
    const release = hold(marker.previousElementSibling);
    // After the day marks of what comes, before anything is painted or asked for next.
    queueMicrotask(() => queueMicrotask(release));
  }
});
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (ctx.sourceElement?.id?.startsWith?.('newer-') && !isPast() && location.search.includes('around=')) {
    history.replaceState(history.state, '', around(null));
  }
});
document.addEventListener('click', event => {
  const fold = event.target.closest('.fold > summary');
  if (fold) {
    requestAnimationFrame(hold(fold.closest('.message')));
  }
});

// Answers what puts the scroller back so that this element stands where it stands now.
function hold(element) {
  const top = element?.getBoundingClientRect().top;
  return () => {
    if (element) {
      document.querySelector('.chat .scroll').scrollTop += element.getBoundingClientRect().top - top;
    }
  };
}
