// The reader's language, and the zone they read times in: the one they chose, else the browser's.
const root = document.documentElement;
export const lang = root.lang;
const zone = known(root.dataset.zone) || undefined;

export const format = options => new Intl.DateTimeFormat(lang, { ...options, timeZone: zone });

// Days since 1970 by the calendar of that zone. No zone changes its clocks or its day within a quarter of an hour.
const calendar = new Intl.DateTimeFormat('en-u-ca-iso8601', { year: 'numeric', month: 'numeric', day: 'numeric', timeZone: zone });
const quarter = 15 * 60e3, days = new Map();
export function dayOf(at) {
  const key = Math.floor(at / quarter);
  if (!days.has(key)) {
    const part = Object.fromEntries(calendar.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    days.set(key, Date.UTC(part.year, part.month - 1, part.day) / 864e5);
  }
  return days.get(key);
}

// A browser may be older than the zone.
function known(name) {
  try {
    return name ? new Intl.DateTimeFormat(lang, { timeZone: name }).resolvedOptions().timeZone : undefined;
  } catch {
    return undefined;
  }
}
