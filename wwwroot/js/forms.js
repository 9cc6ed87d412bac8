// Small helps where scripts run: «Copiar», the browser's zone for dates that are days, and the section that one is in, in a menu that scrolls.
const reveal = () => {
  document.querySelector('.sections [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  for (const button of document.querySelectorAll('[data-copy][hidden]')) {
    button.hidden = !navigator.clipboard;
  }
  for (const zone of document.querySelectorAll('[data-browser-zone]')) {
    zone.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
};

document.addEventListener('click', async event => {
  const button = event.target.closest('[data-copy]');
  const field = button && document.getElementById(button.dataset.copy);
  if (field) {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied;
  }
});

document.addEventListener('submit', event => {
  const zone = event.target.querySelector('[data-browser-zone]');
  if (zone) {
    zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
});

// A page of its own, or a file, says times by the clocks of whoever asks for it.
document.addEventListener('click', event => {
  const link = event.target.closest('a[data-zoned]');
  if (link) {
    const address = new URL(link.href);
    if (!address.searchParams.has('zone')) {
      address.searchParams.set('zone', Intl.DateTimeFormat().resolvedOptions().timeZone);
      link.href = address;
    }
  }
}, true);

document.addEventListener('htmx:after:swap', reveal);
reveal();
