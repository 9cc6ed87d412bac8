// The open chat: day marks, groups, the button that says how much is new below, and «read» for what is seen.
// The scroller runs from the bottom up (column-reverse), so that it opens at the newest message, stays there, and older
// pages do not move what one reads.
import { dayOf, format, lang } from './zone.js';

const near = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
const weekday = format({ weekday: 'long', day: 'numeric', month: 'long' });
const withYear = format({ day: 'numeric', month: 'long', year: 'numeric' });

let scroller, fresh = new Set(), known = new Set(), past = false;

// Between the stretch that is shown and the newest messages lies what is not loaded yet.
export const isPast = () => !!scroller?.querySelector('.messages > [id^="newer-"]');
const atBottom = () => !scroller || scroller.scrollTop > -80 && !isPast();

function dayName(at) {
  const back = dayOf(new Date()) - dayOf(at);
  const name = back < 2 ? near.format(-back, 'day') : back < 300 ? weekday.format(at) : withYear.format(at);
  return name[0].toLocaleUpperCase(lang) + name.slice(1);
}

// Bubbles, and what happened between them: that has its day too, and ends a group.
function arrange(lines) {
  let before;
  for (const message of lines) {
    const at = new Date(message.querySelector('.meta time, .happened > p time').dateTime);
    const newDay = !before || dayOf(before.at) < dayOf(at);
    set(message, 'jsDay', newDay ? dayName(at) : null);
    const joined = !newDay && before.author === author(message) && at - before.at < 60e3 && !message.previousElementSibling.matches('.unread-from');
    set(message, 'jsJoined', joined ? '' : null);
    before = { at, author: author(message) };
  }
}

const author = message => `${message.dataset.author} ${message.dataset.operator} ${message.classList.contains('note')}`;

function set(element, name, value) {
  if (value === null) {
    delete element.dataset[name];
  } else if (element.dataset[name] !== value) {
    element.dataset[name] = value;
  }
}

function look() {
  const now = document.querySelector('.chat .scroll');
  arrange(now?.querySelectorAll('.message, .happened') ?? []);
  const messages = [...now?.querySelectorAll('.message') ?? []];
  if (now !== scroller) {
    scroller = now;
    past = isPast();
    fresh = new Set();
    known = new Set(messages.map(one => one.id));
    scroller?.addEventListener('scroll', settle, { passive: true });
    openAtNews();
    settle();
    return;
  }
  // A page of the past is reading matter, on whichever side it comes.
  const wasPast = past;
  past = isPast();
  const oldest = wasPast || past ? messages.length : Math.max(0, messages.findIndex(one => known.has(one.id)));
  messages.slice(oldest).filter(one => !known.has(one.id)).forEach(notice);
  messages.forEach(one => known.add(one.id));
  settle();
}

function notice(message) {
  if (message.dataset.author === 'contact' || message.querySelector(`.mention[data-person="${document.body.dataset.me}"]`)) {
    fresh.add(message.id);
  } else if (message.dataset.operator === document.body.dataset.me) {
    scroller.scrollTop = 0;
  }
}

const newsMark = () => scroller?.querySelector('.unread-from');
const above = mark => mark && mark.getBoundingClientRect().bottom <= scroller.getBoundingClientRect().top + 1;

// Where reading stopped, if what came since is more than the pane shows. Who never read of it starts at the newest.
function openAtNews() {
  if (above(newsMark()) && newsMark().dataset.began === 'true') {
    newsMark().scrollIntoView({ block: 'start' });
  }
}

// What is in sight has been read; what is not is counted on the button.
function settle() {
  if (fresh.size && atBottom() && document.visibilityState === 'visible') {
    fresh.clear();
    htmx.trigger('#seen', 'seen');
  }
  const button = document.querySelector('.newer');
  if (button) {
    button.hidden = !scroller || atBottom();
    const text = fresh.size === 0 ? button.dataset.none : fresh.size === 1 ? button.dataset.one : button.dataset.many.replace('{0}', fresh.size);
    if (button.textContent !== text) {
      button.textContent = text;
    }
  }
  const up = document.querySelector('button.unread-up'), mark = newsMark();
  if (up) {
    up.hidden = !above(mark);
    if (mark && up.textContent !== mark.textContent) {
      up.textContent = mark.textContent;
    }
  }
}

look();
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
document.addEventListener('visibilitychange', settle);
document.addEventListener('click', event => {
  if (event.target.closest('.newer') && !isPast()) {
    scroller.scrollTo({ top: 0 });
  }
  if (event.target.closest('a.unread-up')) {
    event.target.hidden = true;
  }
  if (event.target.closest('button.unread-up')) {
    newsMark().scrollIntoView({ block: 'start' });
  }
});
// Older pages are reading matter, not news.
for (const [moment, busy] of [['htmx:before:request', 'true'], ['htmx:finally:request', 'false']]) {
  document.addEventListener(moment, event => {
    if (scroller?.contains(event.target)) {
      scroller.ariaBusy = busy;
    }
  });
}
// What searching needs is loaded when somebody first searches.
document.addEventListener('htmx:after:swap', async ({ detail }) => {
  if (detail.ctx.target?.id === 'chat-search') {
    (await import('./search.js')).open();
  }
});
