// What some tab of this browser has already sounded or shown. Kept for a while, so that neither a reload nor a redial tells it again.
// One entry each: of two tabs that wrote one list at once, one would lose its line.
const kept = 'convos-told-', lasts = 3 * 60e3, settles = 150, dies = 12e3;
const here = new Set();

export const channel = new BroadcastChannel('convos-alerts');
channel.addEventListener('message', ({ data }) => data.told && here.add(data.told));

export const told = key => here.has(key) || localStorage.getItem(kept + key) !== null;

export function tell(key) {
  here.add(key);
  channel.postMessage({ told: key });
  const now = Date.now();
  for (const old of Object.keys(localStorage).filter(name => name.startsWith(kept) && now - localStorage.getItem(name) > lasts)) {
    localStorage.removeItem(old);
  }
  keep(kept + key, now);
}

function keep(name, value) {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;                                         // full of drafts: the tabs that are open have heard of it all the same, and a reload may tell it again
  }
}

// One tab of this browser at a time. A tab that comes second gets no lock, unless it waits.
export const alone = (name, act, wait = false) =>
  navigator.locks ? navigator.locks.request(name, { ifAvailable: !wait }, act) : agreed(name, act, wait);

// Where the address is not secure there are no locks. Of those who write before they read of each other the last one's word stands;
// that of a tab that died is worth nothing after a while.
async function agreed(name, act, wait) {
  const lock = `convos-lock-${name}`;
  const pause = () => new Promise(done => setTimeout(done, settles));
  while (Date.now() - parseFloat(localStorage.getItem(lock)) < dies) {
    if (!wait) {
      return act(null);
    }
    await pause();
  }
  const mine = `${Date.now()} ${Math.random()}`;
  const said = keep(lock, mine), holds = () => localStorage.getItem(lock) === mine;
  const free = () => holds() && localStorage.removeItem(lock);
  addEventListener('pagehide', free);
  await pause();
  if (said && !holds()) {
    removeEventListener('pagehide', free);
    return wait ? agreed(name, act, wait) : act(null);
  }
  try {
    return await act({});
  } finally {
    removeEventListener('pagehide', free);
    free();
  }
}
