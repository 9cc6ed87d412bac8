// Brings regions of the page up to date by asking for the page again and morphing what differs: drafts, focus and
// scroll positions stay. The regions are #main and whatever else with an id carries data-resync. A main part that shows
// what no second request brings back (data-once: recovery codes, a key, a link; or what a form got wrong) stands as it is.
import { settings } from './settings.js';
import { signed } from './signs.js';
import { tabId } from './tabs.js';

const stale = new Set();
let underway = null;
let pausedUntil = 0;

export function outdated(selectors) {
  selectors.forEach(selector => stale.add(selector));
  refreshStale();
}

export function everyRegion() {
  const main = document.querySelector('#main:not(:has([data-once], .problems))') ? ['#main'] : [];
  return [...main, ...[...document.querySelectorAll('[data-resync][id]')].map(region => `#${region.id}`)];
}

// Null, or a promise: what the stream brings meanwhile must wait, or an answer older than it would undo it.
export function refreshing() {
  return underway;
}

// live.js calls this every second, which makes up for pauses and failures.
export function refreshStale() {
  if (underway || !stale.size || Date.now() < pausedUntil) {
    return;
  }
  const selectors = [...stale];
  stale.clear();
  underway = refresh(selectors)
    .then(done => {
      if (!done) {
        selectors.forEach(selector => stale.add(selector));
      }
      pausedUntil = Date.now() + (done ? settings.refreshEvery : settings.pollEvery);
    })
    .finally(() => { underway = null; });
}

document.addEventListener('htmx:before:swap', ({ detail }) => {
  if (detail.ctx.refreshes) {
    detail.tasks.forEach(task => keepHistory(task.fragment));
  }
});

async function refresh(selectors) {
  const address = location.href;
  const page = await ask(address);
  if (page === null || location.href !== address) {
    return false;
  }
  const swap = {
    refreshes: true,
    text: page,
    sourceElement: document.body,
    swap: 'none',
    selectOOB: selectors.map(selector => `${selector}:outerMorph`).join()
  };
  await htmx.swap(swap);
  document.title = swap.title;
  return true;
}

// A fresh chat starts at its last page or around a message, but who has scrolled on goes on reading where they are: the
// further pages take the place of the fresh marker.
function keepHistory(fragment) {
  keep('first', 'nextElementSibling', 'previousElementSibling');
  keep('last', 'previousElementSibling', 'nextElementSibling');

  function keep(end, inward, outward) {
    for (const marker of fragment.querySelectorAll(`[data-order="asc"] > [data-more]:${end}-child`)) {
      const further = [];
      let shown = document.getElementById(marker[inward]?.id);
      while ((shown = shown?.[outward])) {
        further.push(shown.cloneNode(true));
      }
      if (further.length) {
        marker.replaceWith(...(end === 'first' ? further.reverse() : further));
      }
    }
  }
  // So does the mark of where the news began.
  for (const mark of document.querySelectorAll('.unread-from')) {
    let next = mark.nextElementSibling;
    while (next && !fragment.getElementById(next.id)) {
      next = next.nextElementSibling;
    }
    if (next && !fragment.getElementById(mark.id)) {
      fragment.getElementById(next.id).before(mark.cloneNode(true));
    }
  }
}

// The plain page, without htmx's headers: it holds every region.
async function ask(address) {
  const asked = Date.now();
  try {
    const answer = await fetch(address, { cache: 'no-store', headers: { 'Convos-Refresh': tabId ?? 'true' }, signal: AbortSignal.timeout(settings.deadAfter) });
    if (answer.redirected || [401, 403, 404].includes(answer.status)) {
      location.reload();      // signed out, or this is no longer ours to see: the browser shows what is there instead
      return null;
    }
    if (answer.ok && tabId) {
      signed(asked);
    }
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;              // no network: the notice tells, and the next round asks again
  }
}
