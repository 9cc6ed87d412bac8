// Searching in the open chat: Enter goes to the next older message that was found, Shift+Enter to the next newer one, and what was
// looked for is marked in the bubbles while the search is open. Loaded when it is first opened.
import { jump } from './quotes.js';

const bar = () => document.getElementById('chat-search');
const list = () => document.querySelector('#found .found-list');

document.addEventListener('keydown', event => {
  if (!bar()?.contains(event.target)) {
    return;
  }
  if (event.key === 'Escape') {
    event.preventDefault();
    close();
  } else if (event.key === 'Enter' && event.target.id === 'q') {
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const stops = [document.getElementById('q'), ...list()?.querySelectorAll('a') ?? []];
    const next = stops[stops.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }
});

document.addEventListener('click', event => {
  const link = event.target.closest?.('#chat-search [data-jump]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    go(link);
  }
  const button = event.target.closest?.('[data-found-step]');
  if (button) {
    step(Number(button.dataset.foundStep));
  }
  if (event.target.closest?.('[data-found-close]')) {
    close();
  }
});

function step(by) {
  const links = [...list()?.querySelectorAll('a') ?? []];
  const at = links.findIndex(link => link.ariaCurrent === 'true');
  go(links[at < 0 ? 0 : (at + by + links.length) % links.length]);
}

async function go(link) {
  if (!link) {
    return;
  }
  for (const other of list().querySelectorAll('[aria-current]')) {
    other.removeAttribute('aria-current');
  }
  link.ariaCurrent = 'true';
  link.scrollIntoView({ block: 'nearest' });
  // Focus stays where one goes on from.
  await jump(`message-${link.dataset.jump}`, false);
  seek(link.dataset.jump);
  mark();
}

function seek(id) {
  document.querySelectorAll('[data-js-sought]').forEach(one => { delete one.dataset.jsSought; });
  const message = id && document.getElementById(`message-${id}`);
  if (message) {
    message.dataset.jsSought = '';
  }
}

function close() {
  const ticket = document.querySelector('.chat')?.dataset.ticket;
  bar().replaceChildren();
  seek(null);
  mark();
  document.getElementById(`search-${ticket}`)?.focus();
}

// The same rule by which the server finds: without accents and case.
function plain(text) {
  const letters = [], places = [];
  for (let at = 0; at < text.length; at++) {
    for (const letter of text[at].normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()) {
      letters.push(letter);
      places.push(at);
    }
  }
  return { letters: letters.join(''), places };
}

let seen;
function mark() {
  if (!('highlights' in CSS)) {
    return;
  }
  const words = (list()?.dataset.words ?? '').split(' ').map(word => plain(word).letters).filter(Boolean);
  if (!words.length) {
    CSS.highlights.delete('found');
    return;
  }
  const ranges = [];
  for (const body of document.querySelectorAll('.messages .body')) {
    const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const { letters, places } = plain(walk.currentNode.data);
      for (const word of words) {
        for (let at = letters.indexOf(word); at >= 0; at = letters.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(walk.currentNode, places[at]);
          range.setEnd(walk.currentNode, places[at + word.length] ?? walk.currentNode.data.length);
          ranges.push(range);
        }
      }
    }
  }
  CSS.highlights.set('found', new Highlight(...ranges));
}

// Whatever comes or goes in the chat, and each new answer.
export function open() {
  document.getElementById('q')?.focus();
  if (!seen) {
    let due = 0;
    seen = new MutationObserver(() => {
      cancelAnimationFrame(due);
      due = requestAnimationFrame(mark);
    });
    seen.observe(document.body, { childList: true, subtree: true, characterData: true });
  }
}
