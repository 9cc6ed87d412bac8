// The menu over the message box: a combobox whose listbox follows what is typed. Arrows walk it, Enter and Tab take what is
// marked, Escape and leaving the box close it; focus never leaves the box.
import { insert } from './composer.js';
import { choices, use } from './offers.js';
import { picked, select, writesNote } from './shortcuts.js';

const most = 50;
let open = null;             // { kind, box, typed, from, items, at, awaited: not asked yet, hasty: the key of who did not wait }
let closed = null;           // where it was closed by hand, so that it stays closed there

export const isOpen = () => open !== null;

export async function show(what) {
  if (!what || closed && closed.box === what.box && closed.from === what.from) {
    closed = what ? closed : null;
    return close();
  }
  closed = null;
  open = { ...open?.from === what.from ? open : { at: 0, items: [] }, ...what, awaited: true };
  const items = await choices(what);
  if (open?.from !== what.from || open.typed !== what.typed) {
    return;
  }
  Object.assign(open, { items: items.slice(0, most), at: Math.min(open.at, Math.max(0, items.length - 1)), awaited: false });
  const { hasty, box } = open;
  open.hasty = null;
  if (hasty && items.length) {
    take(items[open.at]);
  } else {
    draw();
    if (hasty === 'Enter') {
      box.form.requestSubmit([...box.form.querySelectorAll('.send')].find(button => button.checkVisibility()));
    }
  }
}

function draw() {
  const { box, kind, items, typed } = open;
  const none = kind === 'shortcuts' && !typed && !items.length;
  undress(box);
  if (!items.length && !none) {
    return put(null);
  }
  const words = document.getElementById('shortcut-open').dataset;
  const list = make('ul', { id: 'suggest-list', role: 'listbox', 'aria-label': kind === 'people' ? words.people : document.getElementById('shortcut-open').ariaLabel });
  list.append(...items.map((item, place) => option(item, place)));
  const panel = make('div', { id: 'suggest', class: 'suggest' });
  panel.append(none ? make('p', { class: 'quiet', role: 'status' }, words.none) : list);
  put(panel);
  if (items.length) {
    for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox', 'aria-expanded': 'true', 'aria-controls': 'suggest-list' })) {
      box.setAttribute(name, value);
    }
    mark();
  }
}

function option(item, place) {
  const one = make('li', { id: `suggest-${place}`, role: 'option', 'data-place': place });
  if (open.kind === 'people') {
    const face = make('span', { class: `avatar small ${item.hue}`, 'aria-hidden': 'true' }, item.initials);
    if (item.photo) {
      face.append(make('img', { src: `/people/${item.id}/photo/${item.photo}`, alt: '' }));
    }
    one.dataset.available = item.available;
    one.append(face, make('b', { class: 'clip' }, item.name), make('span', { class: 'dot', 'aria-hidden': 'true' }));
  } else {
    one.append(make('b', { class: 'clip' }, `/${item.name}`), make('span', { class: 'quiet' }, item.files ? `📎 ${item.files} · ${item.scope}` : item.scope), make('span', { class: 'clip suggest-text', dir: 'auto' }, item.text.split('\n')[0]));
  }
  return one;
}

function mark() {
  const options = [...document.querySelectorAll('#suggest-list > li')];
  options.forEach((one, place) => one.setAttribute('aria-selected', place === open.at));
  options[open.at]?.scrollIntoView({ block: 'nearest' });
  open.box.setAttribute('aria-activedescendant', `suggest-${open.at}`);
}

async function take(item) {
  const { kind, box, from } = open, to = box.selectionStart, typed = box.value.slice(from, to), { ticket } = box.form.dataset;
  close();
  closed = { box, from };
  if (kind === 'people') {
    picked.set(ticket, (picked.get(ticket) ?? new Map()).set(item.id, item.name));
    box.setSelectionRange(from, to);
    insert(`@${item.name} `);
    return;
  }
  const filled = await use(item, ticket, writesNote());
  // They are in the bar of its chat already, on the server.
  if (filled && box.isConnected) {
    document.getElementById('extras').insertAdjacentHTML('beforeend', filled.chips.join(''));
  }
  // Whoever went on to another chat or mode meanwhile, or took the name back, wants it no more.
  if (filled && box.isConnected && box.form.dataset.ticket === ticket && box.value.slice(from, to) === typed) {
    box.setSelectionRange(from, to);
    insert(filled.text);
    select(box, filled.missing, from);
  }
}

function close() {
  if (open) {
    const { box } = open;
    open = null;
    undress(box);
    put(null);
  }
}

function undress(box) {
  ['role', 'aria-autocomplete', 'aria-haspopup', 'aria-expanded', 'aria-controls', 'aria-activedescendant'].forEach(name => box.removeAttribute(name));
}

function put(panel) {
  document.getElementById('suggest')?.remove();
  if (panel) {
    open.box.closest('.composer').append(panel);
  }
}

function make(tag, attributes, text) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  if (text) {
    element.textContent = text;
  }
  return element;
}

// Before anybody else hears of it: Enter would send.
document.addEventListener('keydown', event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], { items, awaited } = open ?? {};
  const takes = (event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey;
  if (!open || event.target !== open.box || event.isComposing || !items.length && event.key !== 'Escape' && !(awaited && takes)) {
    return;
  }
  if (takes && awaited) {
    open.hasty = event.key;
  } else if (takes) {
    take(items[open.at]);
  } else if (step) {
    open.at = (open.at + step + items.length) % items.length;
    mark();
  } else if (event.key === 'Escape') {
    closed = { box: open.box, from: open.from };
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// A press on the menu does not take the focus out of the box.
document.addEventListener('mousedown', event => {
  if (event.target.closest?.('#suggest')) {
    event.preventDefault();
  }
});
document.addEventListener('click', event => {
  const chosen = event.target.closest?.('#suggest [role="option"]');
  if (chosen && open) {
    take(open.items[chosen.dataset.place]);
  }
});
document.addEventListener('focusout', event => event.target === open?.box && close());
