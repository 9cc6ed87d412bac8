// Who is «En línea» and whose page gets no answer sees No disponible coming, and is told when it must have come: nobody else could,
// for the server that sets it is the one that cannot be heard.
import { line, section } from './line.js';
import { settings } from './settings.js';
import { lastSigned } from './signs.js';

const element = document.getElementById.bind(document);

setInterval(tell, 1000);

function tell() {
  const bar = element('going');
  if (!bar) {
    return;
  }
  const silence = Date.now() - lastSigned(), left = settings.patience - silence;
  bar.hidden = silence < settings.unansweredAfter || line.parked || section() !== 'conversations' || !document.querySelector('#presence[data-available="true"]');
  element('going-soon').hidden = left <= 0;
  element('going-past').hidden = left > 0;
  const seconds = Math.max(0, Math.ceil(left / 1000));
  element('going-soon').querySelector('b').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
