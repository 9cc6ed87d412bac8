// The line to the server: one dial or stream at a time, on #live, by hx-sse. Each dial names the last message that
// came, so that the server can tell what happened since, and nothing is lost in between.
import { everyRegion, outdated, refreshing } from './regions.js';
import { settings } from './settings.js';
import { identify, othersSit } from './tabs.js';

// hx-sse pauses up to a minute between dials, takes any answer for a stream and leaves its stream open when a swap
// fails. So it never redials: every dial is a first one, and ours.
htmx.config.sse = { ...htmx.config.sse, reconnect: false, pauseOnBackground: false };

export const line = {
  tab: identify(),
  element: null,            // the #live last dialled
  call: null,               // the dial or stream under way: its htmx context, hx-sse's connection, its last sign of life
  position: null,           // id of the last message
  greeted: null,            // the section in which the server has greeted this page
  downSince: Date.now(),    // null while the stream is proven, or closed because nobody looks
  failures: 0,
  parked: false,            // closed because nobody looks
  refused: false            // signed out: dialling again would not help
};

let redial;

export function dial() {
  clearTimeout(redial);
  const live = document.getElementById('live');
  if (live !== line.element) {
    line.refused = false;                                 // another page, perhaps another session
  }
  if (live && !line.parked && !line.refused && line.call?.ctx.sourceElement !== live) {
    htmx.trigger(live, 'live:retry');
  }
}

export function hangUp() {
  line.call?.ctx.request.abort();
}

// Of the screen that is shown: it comes with the stream's element, which every change of screen replaces.
export function section() {
  return document.getElementById('live')?.dataset.section ?? 'elsewhere';
}

async function connect(call) {
  const { request } = call.ctx;
  const address = new URL(request.action, location.href);
  address.searchParams.set('tab', await line.tab);
  address.searchParams.set('section', call.section);
  if (line.greeted !== call.section) {
    address.searchParams.set('arrived', '1');
  }
  if (call.section === 'elsewhere' && await othersSit()) {
    address.searchParams.set('others', '1');
  }
  if (line.position) {
    request.headers['Last-Event-ID'] = line.position;
  }
  request.action = address.pathname + address.search;

  const answer = await fetch(request.action, request).catch(() => null);
  if (answer?.ok && answer.headers.get('Content-Type')?.startsWith('text/event-stream')) {
    return answer;
  }
  call.refused = [401, 403].includes(answer?.status);
  answer?.body?.cancel();
  throw new DOMException('No stream', 'AbortError');      // htmx keeps quiet about these; #notice does not
}

// A new stream shows something else than the one before, which may have told things after its page was read that the
// new one would tell otherwise (a chat that is open stays in a list of the unread). Told twice does no harm.
function older(position, read) {
  const [[epoch, at], [readEpoch, readAt]] = [position, read].map(one => one?.split('.') ?? []);
  return at && readAt && epoch === readEpoch && BigInt(readAt) < BigInt(at) ? read : position;
}

function since(address) {
  return new URL(address, location.href).searchParams.get('since');
}

function ended() {
  line.refused = line.call.refused ?? false;
  line.call = null;
  if (line.parked) {
    return;
  }
  line.downSince ??= Date.now();
  // A restarting server loses all pages at once; they must not come back at once.
  const pause = Math.min(settings.retryFirst * 2 ** line.failures++, settings.retryMost);
  redial = setTimeout(dial, pause * (0.5 + Math.random() / 2));
}

// #live has no load trigger: htmx may start before this module, and a dial without it would be a stray.
document.addEventListener('htmx:after:process', () => {
  if (document.getElementById('live') !== line.element) {
    dial();
  }
});

document.addEventListener('htmx:config:request', event => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.id !== 'live') {
    return;
  }
  if (line.call?.ctx.sourceElement === ctx.sourceElement) {
    event.preventDefault();                               // two dials of one element would become two streams
    return;
  }
  hangUp();
  if (line.element !== ctx.sourceElement) {
    line.position = older(line.position, since(ctx.request.action));
    line.element = ctx.sourceElement;
  }
  const call = line.call = { ctx, section: section(), lastSign: Date.now() };
  ctx.fetch = () => connect(call);
  line.downSince ??= Date.now();
});

document.addEventListener('htmx:finally:request', ({ detail }) => {
  if (line.call && detail.ctx === line.call.ctx && !line.call.connection) {
    ended();
  }
});

document.addEventListener('htmx:sse:before:connection', ({ target, detail }) => {
  if (target === line.call?.ctx.sourceElement) {
    line.call.connection = detail.connection;
  }
});

onStream('before:message', detail => {
  line.call.lastSign = Date.now();
  line.call.swapping = true;
  line.position = detail.message.id || line.position;
  detail.waitUntil(refreshing());
});

onStream('after:message', () => { line.call.swapping = false; });

onStream('error', () => {
  if (line.call.swapping) {
    outdated(everyRegion());                              // the message counts as received, but is not on the page
  }
});

onStream('close', ({ reason }) => {
  if (reason === 'ended') {
    ended();
  } else {
    line.call = null;                                     // navigated away: the next #live is dialled when htmx has seen it
  }
});

// Only of the present call: a stream that was replaced may still have its last words.
function onStream(name, act) {
  document.addEventListener(`htmx:sse:${name}`, ({ detail }) => {
    if (line.call && detail.connection === line.call.connection) {
      act(detail);
    }
  });
}
