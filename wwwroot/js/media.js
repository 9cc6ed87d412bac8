// What bubbles play and show: the speed of recordings, one sound at a time, pictures in full without leaving the chat.
const speeds = [1, 1.5, 2];
let speed = 1;

document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-speed]');
  if (button) {
    speed = speeds[(speeds.indexOf(speed) + 1) % speeds.length];
    document.querySelectorAll('[data-speed]').forEach(show);
  }
});

// A recording that starts takes the speed last chosen, and what played before it stops.
document.addEventListener('play', ({ target }) => {
  for (const other of document.querySelectorAll('.message :is(audio, video)')) {
    if (other !== target) {
      other.pause();
    }
  }
  if (target.tagName === 'AUDIO') {
    show(document.querySelector(`[data-speed="${target.id}"]`));
  }
}, true);

function show(button) {
  if (button) {
    document.getElementById(button.dataset.speed).playbackRate = speed;
    button.querySelector('span:last-child').textContent = `${String(speed).replace('.', document.documentElement.lang === 'es' ? ',' : '.')}×`;
  }
}

// A plain click opens the viewer; with a key held down the link does what links do. The page may be another after «back».
const viewer = () => document.getElementById('viewer');
const pictures = () => [...document.querySelectorAll('.message [data-viewer]')];
let shown;

document.addEventListener('click', event => {
  const link = event.target.closest('[data-viewer]');
  if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
    event.preventDefault();
    open(link);
  } else if (event.target.closest('#viewer') && !event.target.closest('a')) {
    viewer().close();
  }
});

function open(link) {
  shown = link;
  const box = viewer(), [image] = box.getElementsByTagName('img');
  image.src = link.href;
  image.alt = link.querySelector('img').alt;
  const save = box.querySelector('a');
  save.href = `${link.href}?save=true`;
  save.download = link.dataset.viewer;
  box.open || box.showModal();
}

document.addEventListener('keydown', event => {
  const step = event.target.closest?.('#viewer') && { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const all = pictures(), next = step && all[all.indexOf(shown) + step];
  if (next) {
    event.preventDefault();
    open(next);
  }
});
document.addEventListener('close', ({ target }) => {
  if (target.id === 'viewer') {
    target.querySelector('img').removeAttribute('src');
    shown?.focus({ preventScroll: true });
  }
}, true);
