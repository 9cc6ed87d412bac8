// «Deshacer»: offered for as many seconds as the button says, counted down on it, then gone.
import { goOn } from './desk.js';

function offer() {
  for (const button of document.querySelectorAll('[data-undo]:not([data-js-until])')) {
    button.dataset.jsUntil = Date.now() + button.dataset.undo * 1000;
    count(button);
  }
}

function count(button) {
  const left = button.dataset.jsUntil - Date.now();
  if (!button.isConnected) {
    return;
  }
  if (left <= 0) {
    (button.closest('.toast') ?? button).remove();
    goOn();
    return;
  }
  button.querySelector('.undo-left').textContent = Math.ceil(left / 1000);
  setTimeout(count, left % 1000 || 1000, button);
}

offer();
document.addEventListener('htmx:after:swap', offer);
