// The browser's own notifications: one for each ticket, shown by one tab, while none of them is looked at.
import { alone, tell, told } from './told.js';

const shown = new Map();
let letGo;

// 'granted', 'denied', 'default', or 'none': telephones offer them in another way, addresses without HTTPS not at all.
export const permission = () => !isSecureContext || !('Notification' in window) || /Android|iPhone|iPad/.test(navigator.userAgent) ? 'none' : Notification.permission;

export function notify({ key, ticket, title, words, address, notices }) {
  const name = `notice-${key}`;
  if (!notices || !document.hidden || permission() !== 'granted') {
    return;
  }
  alone('convos-notice', async () => {
    const { held } = await navigator.locks.query();
    if (told(name) || held.some(lock => lock.name === 'convos-looked-at')) {
      return;
    }
    tell(name);
    // The sound is ours.
    const notice = new Notification(title, { body: words, tag: `convos-${ticket}`, icon: '/favicon.svg', lang: document.documentElement.lang, silent: true, renotify: true });
    shown.set(ticket, notice);
    notice.addEventListener('click', () => {
      notice.close();
      focus();
      location.assign(address);
    });
  }, true);
}

export function withdraw(ticket) {
  shown.get(ticket)?.close();
  shown.delete(ticket);
}

// A tab that is looked at says so by a lock that such tabs share; it goes with the tab.
function look() {
  letGo?.();
  letGo = null;
  if (!document.hidden) {
    [...shown.keys()].forEach(withdraw);
    navigator.locks?.request('convos-looked-at', { mode: 'shared' }, () => document.hidden ? null : new Promise(done => { letGo = done; }));
  }
}

document.addEventListener('visibilitychange', look);
look();
