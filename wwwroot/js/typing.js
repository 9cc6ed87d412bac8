// Tells that somebody writes, every three seconds while they do: colleagues see it, and the customer where the inbox says so.
import { tell } from './beat.js';

const every = 3000;
let last = 0, where;

document.addEventListener('input', ({ target }) => {
  const form = target.form;
  if (target.id !== 'body' || !target.value.trim()) {
    return;
  }
  const note = document.querySelector('.modes [value="note"]').checked;
  const at = form.getAttribute('action').replace('handler=reply', `handler=typing&note=${note}`);
  if (at !== where || Date.now() - last >= every) {
    [last, where] = [Date.now(), at];
    tell(at, {});
  }
});

// What comes after it is another text.
document.addEventListener('htmx:config:request', ({ detail }) => {
  if (detail.ctx.sourceElement.id === 'reply') {
    where = null;
  }
});
