// «(2) Mi Bandeja · Convos»: how many tickets rang that nobody has looked for since, where the ring may have gone unheard. Otherwise
// the title is the page's own.
import { mute } from './ring.js';
import { channel } from './told.js';

const waiting = new Set();
let written = '';

const looks = () => !document.hidden && document.hasFocus();

export function count(ticket) {
  if (!looks() || mute()) {
    waiting.add(ticket);
    write();
  }
}

export function uncount(ticket) {
  if (waiting.delete(ticket)) {
    write();
  }
}

function write() {
  const own = document.title.startsWith(written) ? document.title.slice(written.length) : document.title;
  written = waiting.size ? `(${waiting.size}) ` : '';
  if (document.title !== written + own) {
    document.title = written + own;
  }
}

function clear() {
  waiting.clear();
  write();
}

function seen() {
  if (looks() && waiting.size) {
    clear();
    channel.postMessage({ seen: true });
  }
}

for (const sign of ['visibilitychange', 'pointerdown', 'keydown']) {
  document.addEventListener(sign, seen);
}
addEventListener('focus', seen);
channel.addEventListener('message', ({ data }) => data.seen && clear());
// Another screen brings a title of its own.
new MutationObserver(() => waiting.size && !document.title.startsWith(written) && write())
  .observe(document.head, { childList: true, subtree: true, characterData: true });
