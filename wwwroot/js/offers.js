// What the menu over the message box has to offer, as the server said it: kept for a minute and for one chat.
const fresh = 60_000;
const plain = text => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
const sources = {
  shortcuts: ticket => `/shortcuts?handler=menu&ticket=${ticket}`,
  people: ticket => `/inbox/mentions?handler=people&ticket=${ticket}`,
};
const known = new Map();     // by address
let chat;

// Those that fit what was typed: by name before those by text. Where there are more than the page holds, the server looks.
export async function choices({ kind, box, typed }) {
  const { ticket } = box.form.dataset, address = sources[kind](ticket);
  if (chat !== ticket) {
    known.clear();
    chat = ticket;
  }
  const all = await ask(address);
  const wanted = plain(typed);
  if (kind === 'people') {
    // A name with what follows it is no longer a name: the text goes on.
    return all.items.filter(({ name }) => plain(name).startsWith(wanted) || !wanted.includes(' ') && plain(name).split(' ').some(word => word.startsWith(wanted)));
  }
  const items = all.more && wanted ? (await ask(`${address}&q=${encodeURIComponent(typed)}`)).items : all.items;
  const rank = ({ name, text }) => plain(name).startsWith(wanted) ? 0 : plain(name).includes(wanted) ? 1 : plain(text).includes(wanted) ? 2 : all.more ? 3 : null;
  return items.map(item => [rank(item), item]).filter(([place]) => place !== null).sort(([one], [other]) => one - other).map(([, item]) => item);
}

async function ask(address) {
  const last = known.get(address);
  if (last && Date.now() - last.at < fresh) {
    return last.answer;
  }
  const answer = fetch(address).then(answer => answer.ok ? answer.json() : Promise.reject(new Error(answer.status)));
  known.set(address, { at: Date.now(), answer });
  try {
    return await answer;
  } catch {
    known.delete(address);   // no network, or no longer ours: the box works on without a menu
    return { items: [] };
  }
}

// The text of an atajo for a ticket and the chips of its files, counted as used; null, and a toast, where there is none.
export async function use(item, ticket, note) {
  const headers = JSON.parse(document.body.getAttribute('hx-headers:inherited') ?? '{}');
  const body = new URLSearchParams({ ticket, note, zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? '' });
  const answer = await fetch(`/shortcuts?handler=use&id=${item.id}`, { method: 'POST', headers, body }).catch(() => null);
  if (answer?.ok) {
    return answer.json();
  }
  known.clear();
  const toast = document.getElementById('unreachable').content.cloneNode(true);
  if (answer) {
    toast.querySelector('p').textContent = document.getElementById('shortcut-open').dataset.gone;
  }
  document.getElementById('toasts').replaceChildren(toast);
  return null;
}
