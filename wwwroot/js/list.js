import { outdated } from './regions.js';

// Marks where one is, in the menu and in the list, from the address; arrows walk through a list.
function mark() {
  const here = location.pathname;
  const view = here.split('/').slice(0, 3).join('/');
  for (const link of document.querySelectorAll('.rail a, .tickets a.row-link, .card-tickets a')) {
    const path = link.pathname;
    const current = path === here || path === view || link.closest('.rail') && here.startsWith(`${path}/`) || path.split('/')[3] !== undefined && path.split('/')[3] === here.split('/')[3];
    if (current !== (link.getAttribute('aria-current') === 'page')) {
      current ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
    }
  }
}

// How many rows a filtered list shows; «+» while there are more to load.
function count() {
  const text = document.getElementById('list-count');
  if (text) {
    const rows = document.querySelectorAll('#tickets > .row').length, more = document.querySelector('#more[data-more]');
    const words = rows === 1 && !more ? text.dataset.one : text.dataset.many.replace('{0}', `${rows}${more ? '+' : ''}`);
    if (text.textContent !== words) {
      text.textContent = words;
    }
  }
}

// A window that closes is no event: by itself its row would keep its place among those that are open.
function expire() {
  const first = document.querySelector('#tickets[data-by="closing"] > .row');
  if (first && Number(first.dataset.sort.split('-')[0]) / 1000 <= Date.now()) {
    outdated(['#list']);
  }
}

// The list may be older than the chat beside it: what sets the list keeps that chat open.
function follow() {
  for (const link of document.querySelectorAll('#list a[href*="chosen=1"]')) {
    point(link, location.pathname + link.search, 'href');
  }
  const filter = document.getElementById('filter-open');
  if (filter) {
    const address = new URL(filter.href), ticket = location.pathname.split('/')[3];
    address.searchParams.delete('ticket');
    if (ticket) {
      address.searchParams.append('ticket', ticket);
    }
    point(filter, address.pathname + address.search, 'href', 'hx-get');
  }
}

function point(link, address, ...attributes) {
  attributes.filter(name => link.getAttribute(name) !== address).forEach(name => link.setAttribute(name, address));
}

// Focus stays in the head of the list when the link that changed it is gone.
document.addEventListener('htmx:after:swap', ({ detail }) => {
  if (detail.ctx.target?.id === 'list' && document.activeElement === document.body) {
    document.getElementById('filter-open')?.focus({ preventScroll: true });
  }
});

const look = () => { mark(); count(); follow(); };
look();
setInterval(expire, 10e3);

// Of «En vivo»: a wait passes its target, somebody falls silent, a schedule ends, and none of it is an event.
setInterval(() => !document.hidden && document.getElementById('board') && outdated(['#board']), 15e3);

new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
for (const moved of ['htmx:after:history:push', 'htmx:after:history:replace']) {
  document.addEventListener(moved, look);
}

document.addEventListener('keydown', event => {
  const link = event.target.closest?.('.tickets a.row-link');
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (link && step) {
    event.preventDefault();
    const links = [...document.querySelectorAll('.tickets a.row-link')];
    links[links.indexOf(link) + step]?.focus();
  }
});
