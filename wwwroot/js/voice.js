// A voice message: recorded as Ogg/Opus whatever the browser, paused, heard, discarded, sent. The encoder comes with the first one.
import { draw, library, upload } from './recording.js';

const template = () => document.getElementById('voice-panel');
const form = () => document.getElementById('reply');
const iconic = 512 * 1024;                         // above it WhatsApp shows a file
let take;                                         // the recording under way: { panel, recorder, pages, ticket, … }

document.addEventListener('click', ({ target }) => {
  if (target.closest('#voice') && !take) {
    begin();
  }
  const act = target.closest('[data-voice]')?.dataset.voice;
  if (act && take) {
    ({ discard, pause, resume, send })[act]();
  }
});

async function begin() {
  const panel = template().content.firstElementChild.cloneNode(true);
  document.getElementById('voice-place').replaceChildren(panel);
  take = { panel, pages: [], size: 0, ticket: panel.dataset.ticket, address: form().getAttribute('action').split('?')[0] };
  const mine = take;
  say('starting');
  if (!navigator.mediaDevices) {
    return refuse('insecure');
  }
  try {
    const Recorder = await library();
    mine.recorder = new Recorder({
      encoderPath: '/lib/opus/encoderWorker.min.js', encoderApplication: 2048, encoderBitRate: 24000, encoderSampleRate: 48000, numberOfChannels: 1,
      streamPages: true, maxFramesPerPage: 20, mediaTrackConstraints: { channelCount: 1, echoCancellation: true, noiseSuppression: true }
    });
    mine.recorder.ondataavailable = page => {
      mine.pages.push(page);
      mine.size += page.byteLength;
    };
    await mine.recorder.start();
  } catch (error) {
    return take === mine && refuse({ NotAllowedError: 'denied', NotFoundError: 'missing' }[error.name] ?? 'trouble', error.message);
  }
  if (take !== mine) {
    return mine.recorder.stop().then(() => mine.recorder.close());
  }
  mine.meter = mine.recorder.audioContext.createAnalyser();
  mine.recorder.sourceNode.connect(mine.meter);
  mine.bars = [];
  mine.begun = performance.now();
  mine.heard = 0;
  mine.clock = setInterval(tick, 100);
  say('recording');
  panel.querySelector('[data-voice="pause"]').focus();
}

const length = () => take.heard + (take.state === 'recording' ? performance.now() - take.begun : 0);

function tick() {
  const time = take.panel.querySelector('.voice-time'), seconds = Math.floor(length() / 1000);
  time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  if (take.state === 'recording') {
    const samples = new Uint8Array(take.meter.fftSize);
    take.meter.getByteTimeDomainData(samples);
    take.bars.push(Math.max(...samples.map(one => Math.abs(one - 128))) / 128);
    draw(take.panel.querySelector('canvas'), take.bars);
  }
  if (take.size > iconic && !take.panel.querySelector('.voice-long')) {
    const hint = document.createElement('p');
    hint.className = 'voice-long quiet';
    hint.textContent = take.panel.dataset.long;
    take.panel.append(hint);
  }
}

function say(state, more = '') {
  take.state = state;
  take.panel.dataset.state = state;
  take.panel.querySelector('[role="status"]').textContent = take.panel.dataset[state].replace('{0}', more);
  const paused = state === 'paused' || state === 'failed';
  show('pause', state === 'recording');
  show('resume', state === 'paused');
  show('discard', state !== 'sending');
  show('send', !['starting', 'denied', 'missing', 'insecure', 'trouble', 'sending'].includes(state));
  take.panel.querySelector('canvas').hidden = paused;
  const preview = take.panel.querySelector('audio');
  preview.hidden = !paused;
  if (paused) {
    URL.revokeObjectURL(preview.src);
    preview.src = URL.createObjectURL(sound());
  } else {
    preview.pause();
  }
}

const show = (act, shown) => take.panel.querySelector(`[data-voice="${act}"]`).toggleAttribute('hidden', !shown);

// Why it did not begin stays until it is read; the way out is the same as for a recording.
function refuse(why, more) {
  say(why, more);
  take.panel.querySelector('[data-voice="discard"]').focus();
}

const sound = () => new Blob(take.pages, { type: 'audio/ogg' });

async function pause() {
  const mine = take;
  mine.heard = length();
  mine.state = 'pausing';
  await mine.recorder.pause(true);
  if (take !== mine) {
    return;
  }
  say('paused');
  take.panel.querySelector('[data-voice="resume"]').focus();
}

function resume() {
  take.recorder.resume();
  take.begun = performance.now();
  say('recording');
  take.panel.querySelector('[data-voice="pause"]').focus();
}

async function stop() {
  const { recorder, stopped, clock } = take;
  if (recorder && !stopped) {
    take.stopped = true;
    clearInterval(clock);
    take.heard = length();
    // Whoever discards it is not waited for: there may be no take any more.
    await recorder.stop();
    await recorder.close();
  }
}

async function discard() {
  const { panel } = take, ended = stop();
  take = null;
  leave(panel);
  await ended;
}

function leave(panel) {
  URL.revokeObjectURL(panel.querySelector('audio').src);
  const here = panel.isConnected;
  panel.remove();
  if (here) {
    form().body.focus();
  }
}

async function send() {
  const mine = take, quoted = form().elements.quoted?.value;
  mine.leaves = true;
  await stop();
  if (take !== mine) {
    return;
  }
  say('sending');
  const chip = mine.chip ??= await upload(mine.ticket, mine.panel.dataset.name, mine.pages);
  if (take !== mine) {
    return;
  }
  if (!chip?.dataset.upload) {
    mine.chip = null;
    mine.leaves = false;
    return mine.panel.isConnected ? say('failed') : lost();
  }
  take = null;
  leave(mine.panel);
  if (form()?.dataset.ticket === mine.ticket) {
    // Until the server has the message, the recording stands in the bar like any other file.
    document.getElementById('extras').append(chip);
  }
  await htmx.ajax('POST', `${mine.address}?handler=reply`, {
    source: '#act', target: '#toasts', swap: 'none', values: { upload: chip.dataset.upload, clientKey: chip.dataset.upload, ...quoted && { quoted } }
  });
}

function lost() {
  take = null;
  document.getElementById('toasts').replaceChildren(document.getElementById('unreachable').content.cloneNode(true));
}

// Another chat was opened meanwhile: what was said, and is not on its way, waits in the bar of its own.
new MutationObserver(async () => {
  if (take && !take.leaves && !take.panel.isConnected) {
    const mine = take, ended = stop();
    take = null;
    await ended;
    if (mine.pages.length && !await upload(mine.ticket, mine.panel.dataset.name, mine.pages)) {
      lost();
    }
  }
}).observe(document.body, { childList: true, subtree: true });

addEventListener('beforeunload', event => {
  if (take?.pages.length) {
    event.preventDefault();
  }
});
