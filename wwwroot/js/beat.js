// The answer to the server's beat: the sign of life that only a page which still runs can give.
export function answerBeat(tab, section) {
  tell('/beat', { tab, section });
}

// Posts what needs no answer, and no handling where it fails: the next one comes in seconds, and a dead line shows on the stream.
export function tell(address, fields) {
  const body = new URLSearchParams(fields);
  const token = document.querySelector('#act [name="__RequestVerificationToken"]');
  if (token) {
    body.set(token.name, token.value);
  }
  const headers = JSON.parse(document.body.getAttribute('hx-headers:inherited') ?? '{}');
  fetch(address, { method: 'POST', keepalive: true, headers, body }).catch(() => {});
}
