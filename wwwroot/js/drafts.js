// What was typed and not sent: one text for each ticket and mode, kept in this browser for whoever typed it, so that it outlives
// navigation, reload and a lost connection. With it the key under which it was posted, so that it is stored once however often
// it is posted.
const mine = `convos-draft-${document.body.dataset.me}-`;
const most = 200, longest = 30 * 24 * 3600e3;
const here = new Map();      // where the browser keeps nothing, the page does

const keys = () => Object.keys(localStorage).filter(key => key.startsWith('convos-draft-'));
const parse = text => { try { return JSON.parse(text); } catch { return null; } };
export const nameOf = (ticket, mode) => `${mine}${ticket}-${mode}`;

export function read(name) {
  return here.get(name) ?? parse(localStorage.getItem(name)) ?? { text: '' };
}

export function write(name, draft) {
  known = null;
  try {
    here.delete(name);
    draft.text || draft.key ? localStorage.setItem(name, JSON.stringify({ ...draft, at: Date.now() })) : localStorage.removeItem(name);
  } catch {
    here.set(name, draft);   // full: what is typed now counts more than what it would displace
  }
}

// Tickets of which something waits to be sent.
let known = null;
function waiting() {
  return known ??= new Set([...keys(), ...here.keys()].filter(key => key.startsWith(mine) && read(key).text).map(key => key.slice(mine.length).split('-')[0]));
}
addEventListener('storage', () => { known = null; markRows(); });

// Old ones go, whoever they are of, and the oldest where there are many.
function tidy() {
  const all = keys().map(key => [key, parse(localStorage.getItem(key))?.at ?? 0]).sort((a, b) => b[1] - a[1]);
  all.filter(([, at], place) => place >= most || at < Date.now() - longest).forEach(([key]) => localStorage.removeItem(key));
}
tidy();

// Whoever signs out leaves nothing behind.
document.addEventListener('submit', ({ target }) => {
  if (target.getAttribute('action') === '/logout') {
    keys().filter(key => key.startsWith(mine)).forEach(key => localStorage.removeItem(key));
  }
});

// A mark at the rows of tickets of which something waits.
export function markRows() {
  const tickets = waiting();
  for (const row of document.querySelectorAll('#tickets > .row')) {
    const said = row.querySelector('.row-said'), text = tickets.has(row.id.slice('ticket-'.length)) ? document.getElementById('tickets').dataset.draft : undefined;
    if (said && said.dataset.jsDraft !== text) {
      text ? said.dataset.jsDraft = text : delete said.dataset.jsDraft;
    }
  }
}
