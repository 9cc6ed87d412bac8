// What a recording needs besides its buttons: the encoder, its level as bars, its way into the bar as a file.
import { chipOf } from './attach.js';

const token = () => JSON.parse(document.body.getAttribute('hx-headers:inherited')).RequestVerificationToken;

let loaded;
export const library = () => loaded ??= new Promise((done, failed) => {
  const script = document.createElement('script');
  script.src = '/lib/opus/recorder.min.js';
  script.onload = () => done(window.Recorder);
  script.onerror = () => {
    loaded = null;
    failed(new Error('recorder.min.js'));
  };
  document.head.append(script);
});

// The chip that the server answers with; null where it did not come through.
export async function upload(ticket, name, pages) {
  const query = new URLSearchParams({ ticket, kind: 'voice', name });
  const answer = await fetch(`/uploads?${query}`, {
    method: 'POST', body: new Blob(pages), headers: { RequestVerificationToken: token(), 'Content-Type': 'application/octet-stream' }
  }).catch(() => null);
  if (!answer?.ok) {
    return null;
  }
  return chipOf(await answer.text());
}

export function draw(canvas, bars) {
  const pen = canvas.getContext('2d'), step = 4, middle = canvas.height / 2;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = getComputedStyle(canvas).color;
  bars.slice(-canvas.width / step).forEach((level, at) => {
    const half = Math.max(1, level * middle);
    pen.fillRect(at * step, middle - half, step - 2, half * 2);
  });
}
