// Single-key shortcuts: a control that has one says so in aria-keyshortcuts. They can be switched off, and never act while
// somebody is typing. Arrows walk through the messages; Esc leads out of the innermost thing.

import { pickHere } from './pick.js';

const busy = element => element.closest('input:not([type=radio], [type=checkbox]), textarea, select, dialog[open], [contenteditable], [popover]:popover-open');
const off = () => localStorage.getItem('convos-keys') === 'off';
const rows = () => [...document.querySelectorAll('.tickets a.row-link')];
const rowHere = () => rows().find(row => row.hasAttribute('aria-current'));
const scroller = () => document.querySelector('.chat .scroll');

// By what it is, not which one: after «back» the page has another.
document.addEventListener('change', ({ target }) => {
  if (target.id === 'keys-on') {
    localStorage.setItem('convos-keys', target.checked ? 'on' : 'off');
  }
});
document.addEventListener('toggle', ({ target }) => {
  if (target.id === 'keys') {
    document.getElementById('keys-on').checked = !off();
  }
}, true);

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
    return;
  }
  if (event.key === 'Escape') {
    leave(event);
  } else if (['ArrowUp', 'ArrowDown', 'Home', 'End'].includes(event.key)) {
    walk(event);
  } else if (!off() && !busy(event.target) && !document.querySelector('dialog[open]')) {
    act(event);
  }
});

function act(event) {
  const step = { j: 1, k: -1 }[event.key];
  if (step) {
    rows()[rows().indexOf(rowHere()) + step]?.click();
    return;
  }
  if (event.repeat) {
    return;
  }
  if (event.key === 'x') {
    pickHere();
    return;
  }
  const control = [...document.querySelectorAll(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`)].find(one => one.checkVisibility({ visibilityProperty: true }));
  if (control) {
    event.preventDefault();
    control.click();
  }
}

// Whatever is open above the page closes by itself. From the text to the chat, from the chat to the list.
function leave({ target }) {
  if (document.querySelector(':popover-open, dialog[open]')) {
    return;
  }
  if (target.closest('.composer')) {
    scroller().focus();
  } else if (target.closest('.chat')) {
    rowHere()?.focus();
  }
}

// One message at a time holds the focus; from the pane itself the newest is the first.
function walk(event) {
  const message = event.target.closest('.message'), pane = scroller();
  if (event.target !== pane && event.target !== message || event.shiftKey) {
    return;
  }
  const all = [...pane.querySelectorAll('.message')], at = message ? all.indexOf(message) : all.length;
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
  if (all[to]) {
    event.preventDefault();
    all[to].focus();
  } else if (to === all.length && message) {
    event.preventDefault();
    pane.focus();
    pane.scrollTo({ top: 0 });
  }
}

// Another chat, or none, came in the place of the one that held the focus.
document.addEventListener('htmx:after:swap', ({ detail: { ctx } }) => {
  if (document.activeElement === document.body && (ctx.target === '#chat' || ctx.target?.id === 'chat')) {
    const left = ctx.request.action.match(/(\d+)\?/)?.[1];
    (scroller() ?? document.querySelector(`#ticket-${left} a`))?.focus({ preventScroll: true });
  }
});
