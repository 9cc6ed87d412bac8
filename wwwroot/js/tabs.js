// Which tab this is, and which hidden tab may keep its stream. Both are Web Locks, so a tab that dies lets go by itself;
// browsers offer them on secure addresses only, and elsewhere every tab is taken for unique and keeps its stream.
import { settings } from './settings.js';

const letGo = new Map();

export let tabId = null;                                  // known once it is this page's for sure

// A duplicated tab inherits the id in its session storage; the tab that holds the lock owns it.
export async function identify() {
  let id = sessionStorage.getItem('convos-tab') ?? newId();
  while (!await hold(`convos-tab-${id}`, AbortSignal.timeout(settings.reloadGrace))) {
    id = newId();
  }
  sessionStorage.setItem('convos-tab', id);
  return tabId = id;
}

export const seat = { held: !navigator.locks, lost() {} };

// HTTP/1.1 allows six connections a host: of all hidden tabs one keeps its stream. Its lock also keeps the browser
// from freezing it. Whoever claims it takes it from the tab that has it.
export async function takeSeat(claim = false) {
  const inLine = letGo.get('convos-live');
  if (!navigator.locks || seat.held || inLine && !claim) {
    return;
  }
  const given = new AbortController();
  letGo.set('convos-live', () => given.abort());
  inLine?.();                                             // whoever claims it need not wait in line, too
  if (await hold('convos-live', given.signal, claim, unseat)) {
    seat.held = true;
  }
}

function unseat() {
  letGo.delete('convos-live');
  seat.held = false;
  seat.lost();
}

export function leaveSeat() {
  release('convos-live');
  seat.held = !navigator.locks;
}

// Whether another tab of this browser shows Conversaciones: whoever holds the seat, or waits for it, is there, also without a stream.
export async function othersSit() {
  const { held = [], pending = [] } = await navigator.locks?.query() ?? {};
  const own = held.find(({ name }) => name === `convos-tab-${tabId}`)?.clientId;
  return [...held, ...pending].some(({ name, clientId }) => name === 'convos-live' && clientId !== own);
}

// A page kept for the back button must not own what the visible one needs.
export function leaveAll() {
  leaveSeat();
  [...letGo.keys()].forEach(release);
}

function hold(name, signal, steal = false, lost = null) {
  if (!navigator.locks) {
    return true;
  }
  let held = false;
  return new Promise(answer => navigator.locks
    .request(name, steal ? { steal } : { signal }, () => signal.aborted ? answer(false) : new Promise(done => {
      held = true;
      letGo.set(name, done);
      answer(true);
    }))
    .catch(() => held ? lost?.() : answer(false)));
}

function release(name) {
  letGo.get(name)?.();
  letGo.delete(name);
}

function newId() {
  return crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);    // the former needs a secure address
}
