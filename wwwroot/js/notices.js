// The browser's own notifications: one for each ticket, shown by one tab, while none of them is looked at.
import { alone, channel, tell, told } from './told.js';

const shown = new Map();     // of each ticket its alert and the notification

// 'granted', 'denied', 'default', or 'none': telephones offer them in another way, addresses without HTTPS not at all.
export const permission = () => !isSecureContext || !('Notification' in window) || /Android|iPhone|iPad/.test(navigator.userAgent) ? 'none' : Notification.permission;

export function notify(alert, isOver) {
  const { key, ticket, title, words, address, notices } = alert;
  const name = `notice-${key}`;
  if (!notices || !document.hidden || permission() !== 'granted') {
    return;
  }
  alone('convos-notice', async () => {
    const { held } = await navigator.locks.query();
    if (told(name) || isOver() || held.some(lock => lock.name === 'convos-looked-at')) {
      return;
    }
    tell(name);
    // The sound is ours.
    const notice = new Notification(title, { body: words, tag: `convos-${ticket}`, icon: '/favicon.svg', lang: document.documentElement.lang, silent: true, renotify: true });
    shown.set(ticket, { alert, notice });
    notice.addEventListener('click', () => {
      notice.close();
      focus();
      location.assign(address);
    });
    // Until the others have heard of it.
    await new Promise(done => setTimeout(done, 300));
  }, true);
}

export function withdraw(over) {
  for (const [ticket, { alert, notice }] of shown) {
    if (over(alert)) {
      notice.close();
      shown.delete(ticket);
    }
  }
}

// Whichever tab is looked at, what another showed has served.
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) {
    withdraw(() => true);
    channel.postMessage({ looked: true });
  }
});
channel.addEventListener('message', ({ data }) => data.looked && withdraw(() => true));
