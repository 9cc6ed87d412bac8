// Keeps the page alive: answers what the server says over the line, dials when there is reason to hope, says so in
// #notice when there is no line, and closes it when nobody looks.
import { answerBeat } from './beat.js';
import { sounds } from './bell.js';
import './going.js';
import { dial, hangUp, line, section } from './line.js';
import { everyRegion, outdated, refreshing, refreshStale } from './regions.js';
import { settings } from './settings.js';
import { signed } from './signs.js';
import { identify, leaveAll, leaveSeat, seat, takeSeat } from './tabs.js';

let parking, polled = 0;

on('hello', () => {
  line.greeted = line.call.section;
  line.downSince = null;
  signed(Date.now());
  watch();
});
on('tick', () => { line.failures = 0; });                 // not at hello: some streams end right after it
on('beat', async () => answerBeat(await line.tab, section()));
on('resync', () => outdated(everyRegion()));
on('refresh', ({ data }) => outdated([data]));
on('gone', () => location.reload());

document.addEventListener('htmx:before:request', ({ target }) => {
  if (target.id === 'live') {
    chooseSeat();
  }
});
document.addEventListener('visibilitychange', look);
addEventListener('online', wake);
addEventListener('offline', watch);

addEventListener('pagehide', () => {
  line.parked = true;
  line.downSince = null;
  hangUp();
  leaveAll();
});

addEventListener('pageshow', ({ persisted }) => {
  if (persisted) {                                        // coming back is arriving
    line.tab = identify();
    line.greeted = null;
    line.parked = false;
    signed(Date.now());
  }
  look();
});

setInterval(watch, 1000);

function on(name, act) {
  document.addEventListener(name, ({ target, detail }) => {
    if (line.call && target === line.call.ctx.sourceElement) {
      act(detail);
    }
  });
}

function watch() {
  const now = Date.now();
  const { call } = line;
  if (call && refreshing()) {
    call.lastSign = now;                                  // messages wait for the refresh, not for the server
  }
  if (call && now - call.lastSign > settings.deadAfter) {
    line.downSince ??= call.lastSign;
    hangUp();
  }
  if (!document.getElementById('live')) {
    line.downSince = null;
  }
  const down = line.downSince === null ? 0 : now - line.downSince;
  document.getElementById('notice')?.toggleAttribute('hidden', down < settings.noticeAfter && navigator.onLine);
  if (down && !line.refused && !document.hidden && now - Math.max(line.downSince, polled) > settings.pollEvery) {
    polled = now;
    outdated(everyRegion());
  }
  refreshStale();
}

function wake() {
  if (line.parked && document.hidden && !seat.held) {
    return;
  }
  if (line.parked) {
    line.parked = false;
    signed(Date.now());                                   // until now other tabs spoke for this one
  }
  dial();
  watch();
}

function look() {
  clearTimeout(parking);
  if (document.hidden) {
    parking = setTimeout(sleep, settings.hiddenAfter);
  } else {
    wake();
  }
}

// Of the hidden tabs one hears: the one that may sound, of several the one that was looked at last.
async function sleep() {
  parking = null;
  if (sounds() && section() === 'conversations') {
    await takeSeat(true);
  }
  park();
}

seat.lost = () => {
  chooseSeat();
  if (parking === null) {
    park();                                               // else it is about to say what it needs
  }
};

function park() {
  if (document.hidden && !seat.held) {
    line.parked = true;
    line.downSince = null;
    hangUp();
  }
}

async function chooseSeat() {
  if (section() !== 'conversations') {
    leaveSeat();
    return;
  }
  await takeSeat();
  if (seat.held && line.parked) {
    wake();
  }
}
