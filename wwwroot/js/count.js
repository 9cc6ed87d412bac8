// «(2) Mi Bandeja · Convos»: how many tickets rang that nobody has looked for since, where the ring may have gone unheard. Otherwise
// the title is the page's own.
import { mute } from './bell.js';
import { channel, tell, told } from './told.js';

const waiting = new Map();   // alerts by their key
let written = '';

const looks = () => !document.hidden && document.hasFocus();

// Where somebody looks at a page that sounds, no other page has anything to tell.
export function count(alert) {
  const { key } = alert;
  if (looks() && !mute()) {
    tell(`seen-${key}`);
  } else if (!told(`seen-${key}`)) {
    waiting.set(key, alert);
    write();
  }
}

export function uncount(over) {
  for (const [key, alert] of waiting) {
    if (over(alert)) {
      waiting.delete(key);
    }
  }
  write();
}

function write() {
  const own = document.title.startsWith(written) ? document.title.slice(written.length) : document.title;
  written = waiting.size ? `(${new Set([...waiting.values()].map(({ ticket }) => ticket)).size}) ` : '';
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
channel.addEventListener('message', ({ data }) => {
  if (data.seen) {
    clear();
  } else if (waiting.delete(data.told?.replace('seen-', ''))) {
    write();
  }
});
// Another screen brings a title of its own.
new MutationObserver(() => waiting.size && !document.title.startsWith(written) && write())
  .observe(document.head, { childList: true, subtree: true, characterData: true });
