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
  // The button that was pressed has gone with what it changed: focus goes on to what comes next.
  if (submitter && document.activeElement === document.body) {
    const box = document.getElementById('body');
    (box?.checkVisibility() ? box : document.getElementById('main')).focus({ preventScroll: true });
  }
});

// Whatever was chosen in a menu, sheet or toast, it has served.
document.addEventListener('submit', event => {
  event.submitter?.closest('[popover]')?.hidePopover();
  event.submitter?.closest('dialog')?.close();
  event.submitter?.closest('.toast')?.remove();
});
document.addEventListener('click', event => {
  const dismiss = event.target.closest('[data-dismiss]');
  const sheet = dismiss?.closest('dialog') ?? (event.target.tagName === 'DIALOG' ? event.target : null);
  if (sheet) {
    event.preventDefault();
    sheet.close();
  }
  dismiss?.closest('.toast')?.remove();
});
document.addEventListener('htmx:after:swap', event => {
  const sheet = document.getElementById('sheet');
  if (event.detail.ctx.target === sheet && event.detail.ctx.response.status < 400 && !sheet.open) {
    sheet.showModal();
  }
});

// No answer at all: nothing was lost, and the reader is told so.
document.addEventListener('htmx:error', event => {
  const { ctx } = event.detail;
  if (ctx && !ctx.response && !ctx.sourceElement.matches('#live, #seen, .more')) {
    toasts().replaceChildren(document.getElementById('unreachable').content.cloneNode(true));
  }
});
