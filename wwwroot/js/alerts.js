// What the server says that rings: heard, counted, and shown as a notification, each once in this browser. And the sheet in which
// one chooses: tones to try, the browser's permission to ask for.
import { audible } from './bell.js';
import { count, uncount } from './count.js';
import { notify, permission, withdraw } from './notices.js';
import { ring, soundOf } from './ring.js';
import { channel } from './told.js';

const ended = new Map();     // of each ticket what ended last, and when

export async function on(alert) {
  const came = Date.now(), isOver = () => ended.get(alert.ticket)?.(alert, came);
  notify(alert, isOver);
  ring(alert);
  if (alert.tone) {
    await audible();                                      // whether it was heard says what is to be counted
  }
  if (!isOver()) {
    count(alert);
  }
}

channel.addEventListener('message', ({ data }) => data.over && end(data.over));

function end({ ticket, read }) {
  const at = Date.now(), over = alert => alert.ticket === ticket && (read || alert.kind !== 'mention');
  ended.set(ticket, (alert, came) => came <= at && over(alert));
  uncount(over);
  withdraw(over);
}

document.addEventListener('click', async ({ target }) => {
  const test = target.closest('[data-try]');
  if (test && await audible()) {
    await soundOf(test.previousElementSibling.selectedOptions[0].dataset.tone, test.form.elements.volume.value);
  }
  if (target.closest('[data-permit]')) {
    await ask();
  }
});
document.addEventListener('change', async ({ target }) => {
  if (target.name === 'notices' && target.checked && permission() === 'default') {
    await ask();
  }
});

async function ask() {
  await Notification.requestPermission();
  say();
}

// The sheet shows the sentence of it.
function say() {
  document.documentElement.dataset.jsNotices = permission();
}
say();
