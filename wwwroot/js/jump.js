// Shows a message of the open chat, however old: where it stands, or by the address of the stretch around it.
export async function jump(id, address) {
  const message = document.getElementById(`message-${id}`);
  if (!message) {
    location.href = address;
    return;
  }
  message.scrollIntoView({ block: 'center' });
  for (const other of document.querySelectorAll('[data-js-sought]')) {
    delete other.dataset.jsSought;
  }
  message.dataset.jsSought = '';
}
