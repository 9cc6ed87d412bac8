// What some tab of this browser has already sounded or shown. Kept for a while, so that neither a reload nor a redial tells it again.
const kept = 'convos-told', lasts = 3 * 60e3;
const here = new Set();

export const channel = new BroadcastChannel('convos-alerts');
channel.addEventListener('message', ({ data }) => data.told && here.add(data.told));

const read = () => JSON.parse(localStorage.getItem(kept) ?? '{}');

export const told = key => here.has(key) || key in read();

export function tell(key) {
  here.add(key);
  channel.postMessage({ told: key });
  const now = Date.now();
  localStorage.setItem(kept, JSON.stringify({ ...Object.fromEntries(Object.entries(read()).filter(([, at]) => now - at < lasts)), [key]: now }));
}

// One tab of this browser at a time. A tab that comes second gets no lock, unless it waits. Where the address is not secure there are none.
export const alone = (name, act, wait = false) =>
  navigator.locks ? navigator.locks.request(name, { ifAvailable: !wait }, act) : act({});
