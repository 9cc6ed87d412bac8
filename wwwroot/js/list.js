// Marks where one is, in the menu and in the list, from the address; arrows walk through a list.
function mark() {
  const here = location.pathname;
  const view = here.split('/').slice(0, 3).join('/');
  for (const link of document.querySelectorAll('.rail a, .tickets a.row-link, .card-tickets a')) {
    const path = link.pathname;
    const current = path === here || path === view || link.closest('.rail') && here.startsWith(`${path}/`) || path.split('/')[3] !== undefined && path.split('/')[3] === here.split('/')[3];
    if (current !== (link.getAttribute('aria-current') === 'page')) {
      current ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
    }
  }
}

mark();
new MutationObserver(mark).observe(document.body, { childList: true, subtree: true });
for (const moved of ['htmx:after:history:push', 'htmx:after:history:replace']) {
  document.addEventListener(moved, mark);
}

document.addEventListener('keydown', event => {
  const link = event.target.closest?.('.tickets a.row-link');
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (link && step) {
    event.preventDefault();
    const links = [...document.querySelectorAll('.tickets a.row-link')];
    links[links.indexOf(link) + step]?.focus();
  }
});
