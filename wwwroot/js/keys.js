// Single-key shortcuts: a control that has one says so in aria-keyshortcuts. They can be switched off, and never act while
// somebody is typing.

import { pickHere } from './pick.js';

const busy = element => element.closest('input:not([type=radio], [type=checkbox]), textarea, select, dialog[open], [contenteditable]');
const off = () => localStorage.getItem('convos-keys') === 'off';

const choice = document.getElementById('keys-on');
choice.checked = !off();
choice.addEventListener('change', () => localStorage.setItem('convos-keys', choice.checked ? 'on' : 'off'));

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || off() || busy(event.target)) {
    return;
  }
  const step = { j: 1, k: -1 }[event.key];
  if (step) {
    const rows = [...document.querySelectorAll('.tickets a.row-link')];
    rows[rows.findIndex(row => row.hasAttribute('aria-current')) + step]?.click();
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
});
