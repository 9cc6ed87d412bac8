import { signed } from './signs.js';

// The answer to the server's beat: the sign of life that only a page which still runs can give.
export async function answerBeat(tab, section) {
  const given = Date.now();
  if (await tell('/beat', { tab, section })) {
    signed(given);
  }
}

// Posts what needs no answer, and no handling where it fails: the next one comes in seconds, and a dead line shows on the stream.
// Says whether it was taken.
export function tell(address, fields) {
  const body = new URLSearchParams(fields);
  const token = document.querySelector('#act [name="__RequestVerificationToken"]');
  if (token) {
    body.set(token.name, token.value);
  }
  const headers = JSON.parse(document.body.getAttribute('hx-headers:inherited') ?? '{}');
  return fetch(address, { method: 'POST', keepalive: true, headers, body }).then(({ ok }) => ok, () => false);
}
