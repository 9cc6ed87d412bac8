// Writes every <time data-as> in the reader's zone and language, and keeps it true. The server wrote the instant in full,
// the same for everybody; whatever puts that text back (a morph, a new row) is answered before the next paint.
import { format, lang } from './zone.js';

const full = format({ dateStyle: 'full', timeStyle: 'long' });
const clock = format({ hour: '2-digit', minute: '2-digit' });
const dayMonth = format({ day: 'numeric', month: 'short' });
const dayMonthYear = format({ day: 'numeric', month: 'short', year: 'numeric' });
const dateTime = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const moment = format({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
const relative = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' });
const count = unit => {
  const number = new Intl.NumberFormat(lang, { style: 'unit', unit, unitDisplay: 'short' });
  return n => number.format(n);
};
const minutes = count('minute'), hours = count('hour'), days = count('day');
const minute = 60e3, hour = 60 * minute, day = 24 * hour;

const span = ms =>
  ms < hour ? minutes(Math.max(0, Math.floor(ms / minute)))
    : ms < day ? `${hours(Math.floor(ms / hour))} ${minutes(Math.floor(ms % hour / minute))}`
      : days(Math.floor(ms / day));

const short = ms => `${Math.floor(ms / minute)}:${String(Math.floor(ms % minute / 1000)).padStart(2, '0')}`;

const date = (at, now) => (now - at < 300 * day ? dayMonth : dayMonthYear).format(at);

const write = {
  clock: at => clock.format(at),
  day: date,
  date: at => dateTime.format(at),
  moment: at => moment.format(at),
  countdown: (at, now) => span(at - now),
  left: (at, now) => at - now >= hour ? span(at - now) : short(Math.max(0, at - now)),
  wait: (at, now) => now - at < day ? span(now - at).replace(/(\d+\D+?) .*/, '$1') : days(Math.floor((now - at) / day)),
  ago: (at, now) => {
    const past = now - at;
    return past < minute ? relative.format(0, 'second')
      : past < hour ? minutes(Math.floor(past / minute))
        : past < day ? hours(Math.floor(past / hour))
          : date(at, now);
  },
};

// A wait carries the instants from which its inbox calls it long, and too long.
const level = ({ late, soon }, now) => now > new Date(late) ? 'late' : now > new Date(soon) ? 'soon' : 'fine';

function refresh(time, now) {
  const at = new Date(time.dateTime), as = time.dataset.as;
  const text = write[as](at, now);
  if (time.textContent !== text) {
    time.textContent = text;
  }
  if (!time.title) {
    time.title = full.format(at);
  }
  if (as === 'wait') {
    time.dataset.jsLevel = level(time.dataset, now);
  } else if (as === 'left') {
    time.dataset.jsLevel = at - now < minute ? 'late' : 'fine';
  }
}

function refreshAll() {
  const now = new Date();
  document.querySelectorAll('time[data-as]').forEach(time => refresh(time, now));
  document.querySelectorAll('[data-closes]').forEach(element =>
    element.toggleAttribute('data-js-past', new Date(element.dataset.closes) <= now));
}

refreshAll();
new MutationObserver(refreshAll).observe(document.body, {
  childList: true, characterData: true, subtree: true, attributes: true, attributeFilter: ['datetime', 'data-late', 'data-closes'],
});
setInterval(refreshAll, 10e3);
// What counts by the second is written by the second.
setInterval(() => document.querySelectorAll('time[data-as="left"]').forEach(time => refresh(time, new Date())), 1e3);
