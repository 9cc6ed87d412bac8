// The answer to the server's beat: the sign of life that only a page which still runs can give.
export function answerBeat(tab, section) {
  const body = new URLSearchParams({ tab, section });
  const token = document.querySelector('#act [name="__RequestVerificationToken"]');
  if (token) {
    body.set(token.name, token.value);
  }
  const headers = JSON.parse(document.body.getAttribute('hx-headers:inherited') ?? '{}');
  // A beat that fails needs no handling: the next one comes in ten seconds, and a dead line shows on the stream.
  fetch('/beat', { method: 'POST', keepalive: true, headers, body }).catch(() => {});
}
