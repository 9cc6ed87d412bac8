// Two small helps that forms have where scripts run: «Copiar», and the browser's zone for dates that are days.
const reveal = () => {
  for (const button of document.querySelectorAll('[data-copy][hidden]')) {
    button.hidden = !navigator.clipboard;
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

document.addEventListener('htmx:after:swap', reveal);
reveal();
