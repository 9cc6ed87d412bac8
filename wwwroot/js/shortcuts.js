// What the message box offers while one types: «/» at the start of a word the atajos, «@» in a note the people of the inbox.
// The menu itself is loaded when it is first asked for. Also the buttons that put a variable into an atajo's text.
import { insert } from './composer.js';

// Who was picked for a name, by ticket: it tells namesakes apart.
export const picked = new Map();

const slash = /(?:^|\s)\/([^\s/]{0,40})$/, at = /(?:^|[^\p{L}\p{N}])@([^@\n]{0,80})$/u;
let menu;

export const writesNote = () => document.querySelector('.composer [name="mode"][value="note"]')?.checked ?? false;

function asked(box) {
  const before = box.value.slice(0, box.selectionStart);
  const [kind, found] = box.selectionStart !== box.selectionEnd ? []
    : slash.test(before) ? ['shortcuts', slash.exec(before)]
      : writesNote() && at.test(before) ? ['people', at.exec(before)] : [];
  return kind && { kind, box, typed: found[1], from: before.length - found[1].length - 1 };
}

async function look(box) {
  const what = asked(box);
  if (what || menu) {
    menu ??= await import('./suggest.js');
    menu.show(what && asked(box));
  }
}

document.addEventListener('input', ({ target }) => target.id === 'body' && look(target));
// Before the first «/»: who types it fast and presses Enter means the menu, not to send it.
document.addEventListener('focusin', async ({ target }) => {
  if (target.id === 'body') {
    menu ??= await import('./suggest.js');
  }
});
document.addEventListener('selectionchange', () => {
  if (menu?.isOpen() && document.activeElement?.id === 'body') {
    look(document.activeElement);
  }
});

document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('#shortcut-open, [data-insert]');
  if (button?.dataset.insert) {
    const text = document.getElementById(button.dataset.into);
    text.focus();
    text.setRangeText(button.dataset.insert, text.selectionStart, text.selectionEnd, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  } else if (button) {
    const { body } = button.form ?? document.getElementById('reply');
    body.setSelectionRange(body.selectionEnd, body.selectionEnd);
    insert(/(^|\s)$/.test(body.value.slice(0, body.selectionEnd)) ? '/' : ' /');
  }
});

document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id === 'reply') {
    ctx.request.body.set('zone', Intl.DateTimeFormat().resolvedOptions().timeZone ?? '');
    const names = picked.get(ctx.sourceElement.dataset.ticket) ?? new Map();
    for (const [id, name] of names) {
      if (ctx.request.body.get('body').includes(`@${name}`)) {
        ctx.request.body.append('mentioned', id);
      }
    }
  }
});

// The variable that stopped a send is selected, to be typed over.
document.addEventListener('htmx:after:request', ({ detail: { ctx } }) => {
  if (ctx.sourceElement.id === 'reply' && ctx.response?.status === 422) {
    const box = ctx.sourceElement.body;
    select(box, [...box.value.matchAll(/\{\{[^{}\n]*\}\}/g)].map(one => one[0]).filter(one => ctx.text?.includes(one)), 0);
  }
});

/** Selects the first of these words that stands in the box after a place. */
export function select(box, words, from) {
  const start = Math.min(...words.map(word => box.value.indexOf(word, from)).filter(place => place >= 0));
  if (Number.isFinite(start)) {
    box.focus();
    box.setSelectionRange(start, box.value.indexOf('}}', start) + 2);
  }
}
