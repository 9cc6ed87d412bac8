// What surrounds the panes: menus, the sheet, toasts, and no press of a button twice.
const toasts = document.getElementById.bind(document, 'toasts');

// While a form's answer is awaited its buttons are deaf: a double click posts once.
document.addEventListener('submit', event => {
  if (event.submitter?.ariaBusy === 'true') {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
document.addEventListener('htmx:before:request', event => {
  event.detail.ctx.request.submitter?.setAttribute('aria-busy', 'true');
});
document.addEventListener('htmx:finally:request', event => {
  const { submitter } = event.detail.ctx.request;
  submitter?.removeAttribute('aria-busy');
  if (submitter) {
    goOn();
  }
});

// The button that was pressed has gone, or is hidden, with what it changed: focus goes on to what comes next.
export function goOn() {
  if (document.activeElement === document.body || !document.activeElement.checkVisibility()) {
    const box = document.getElementById('body');
    (box?.checkVisibility() ? box : document.getElementById('main')).focus({ preventScroll: true });
  }
}

// Whatever was chosen in a menu, sheet or toast, it has served.
document.addEventListener('submit', event => {
  if (!event.submitter?.matches('[data-stays]')) {
    event.submitter?.closest('[popover]')?.hidePopover();
    event.submitter?.closest('dialog')?.close();
  }
  event.submitter?.closest('.toast')?.remove();
});
// A press beside a sheet closes it; one that began inside, as where text is selected, does not.
let beside = null;
document.addEventListener('pointerdown', ({ target, clientX, clientY }) => {
  const { left, right, top, bottom } = target.tagName === 'DIALOG' ? target.getBoundingClientRect() : {};
  beside = target.tagName === 'DIALOG' && (clientX < left || clientX > right || clientY < top || clientY > bottom) ? target : null;
}, true);
document.addEventListener('click', event => {
  const dismiss = event.target.closest('[data-dismiss]');
  const sheet = dismiss?.closest('dialog') ?? (event.target === beside ? beside : null);
  if (sheet) {
    event.preventDefault();
    sheet.close();
  }
  dismiss?.closest('.toast')?.remove();
});

// Whatever an answer puts into the sheet, or into the popover beside what asked for it, opens it.
document.addEventListener('htmx:after:swap', event => {
  const { ctx } = event.detail;
  const sheet = document.getElementById('sheet');
  // The form that stayed until its answer came: unless it came back with a sentence, it has served.
  if (sheet.contains(ctx.sourceElement) && ctx.sourceElement.method === 'post' && 'jsShown' in (sheet.firstElementChild?.dataset ?? {})) {
    sheet.close();
  }
  if (ctx.sourceElement?.id === 'live') {
    return;
  }
  // The card is back in the place of its form: so is whoever filled it in.
  const card = /contact-form-(\d+)$/.exec(ctx.target?.id ?? ctx.target)?.[1];
  if (card && !document.getElementById(`contact-form-${card}`)) {
    document.getElementById(`edit-contact-${card}`)?.focus();
  }
  // What was offered for the text of one chat is not for that of another.
  if (ctx.target === '#chat' || ctx.target?.id === 'chat') {
    document.querySelector('#toasts [form="reply"]')?.closest('.toast').remove();
  }
  for (const place of [sheet, document.getElementById('pop')]) {
    const content = place.firstElementChild;
    if (content && !('jsShown' in content.dataset)) {
      content.dataset.jsShown = '';
      place === sheet ? sheet.open || sheet.showModal() : place.showPopover({ source: ctx.sourceElement });
    }
  }
});
// What a closed sheet leaves of the bulk form's fields would hold up its next post.
document.addEventListener('close', ({ target }) => {
  goOn();
  if (target.id === 'sheet' && target.querySelector('[form="bulk"]')) {
    target.replaceChildren();
  }
}, true);

// A list of choices is narrowed by what is typed above it; Enter takes the first that is left: presses it, or chooses it.
const choices = list => [...list.children].map(item => [item, item.querySelector('button, input')]).filter(([, choice]) => choice);
document.addEventListener('input', ({ target }) => {
  if (target.dataset.narrows) {
    const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (const [item] of choices(document.getElementById(target.dataset.narrows))) {
      item.hidden = !plain(item.textContent).includes(plain(target.value.trim()));
    }
  }
});
document.addEventListener('keydown', event => {
  const list = document.getElementById(event.target.dataset?.narrows) ?? event.target.closest('.choices[id]');
  const input = list && document.querySelector(`[data-narrows="${list.id}"]`);
  if (!input || !['Enter', 'ArrowDown', 'ArrowUp'].includes(event.key) || event.target !== input && (event.key === 'Enter' || event.target.type === 'radio')) {
    return;
  }
  event.preventDefault();
  const left = choices(list).filter(([item]) => !item.hidden).map(([, choice]) => choice);
  if (event.key === 'Enter') {
    left[0]?.click();
  }
  if (event.key !== 'Enter' || left[0]?.type === 'radio') {
    const stops = [input, ...left];
    stops[stops.indexOf(document.activeElement) + (event.key === 'ArrowUp' ? -1 : 1)]?.focus();
  }
});

// No answer at all: nothing was lost, and the reader is told so.
export function unreachable() {
  toasts().replaceChildren(document.getElementById('unreachable').content.cloneNode(true));
}
document.addEventListener('htmx:error', event => {
  const { ctx } = event.detail;
  if (ctx && !ctx.response && !ctx.sourceElement.matches('#live, #seen, .more')) {
    unreachable();
  }
});
