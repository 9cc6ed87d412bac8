// One sound for all tabs: whoever can sound tries, the first to get the lock does, and holds it while it sounds. Whatever comes
// meanwhile has been heard with it.
import { play } from './tones.js';
import { alone, tell, told } from './told.js';

const patience = 1000, breath = 600;
const wait = ms => new Promise(done => setTimeout(done, ms));
let context, sounding = 0, holding = false;

// Whether this page may sound: asked before the lock, or a mute tab would hold it. Without a press of this page's a resumption
// may be pending for ever.
export async function audible() {
  context ??= new AudioContext();
  const may = await Promise.race([context.resume().then(() => true), wait(patience).then(() => false)]);
  document.documentElement.toggleAttribute('data-js-mute', !may);
  rest();
  return may;
}

// A context that runs costs as much in silence.
function rest() {
  if (!sounding) {
    context.suspend();
  }
}

export const mute = () => document.documentElement.hasAttribute('data-js-mute');

export async function ring({ key, tone, volume }) {
  const name = `ring-${key}`;
  if (!tone || told(name) || !await audible()) {
    return;
  }
  await alone('convos-ring', async lock => {
    if (!lock) {
      if (holding) {
        tell(name);                                       // only whoever sounds knows that it does: a lock may be given a moment before
      }
    } else if (!told(name)) {
      holding = true;
      tell(name);
      await sound(tone, volume).then(() => wait(breath)).finally(() => { holding = false; });
    }
  });
}

// Also for a test of the tone, which is a press.
export async function sound(tone, volume) {
  sounding++;
  await Promise.race([context.resume(), wait(patience)]);
  await wait(1000 * play(context, tone, volume));
  sounding--;
  rest();
}

// Any press lets sound out from then on.
const wanted = () => document.getElementById('bell')?.dataset.sound === 'true';
for (const press of ['click', 'keydown', 'pointerup']) {
  document.addEventListener(press, () => mute() && wanted() && audible());
}
if (wanted()) {
  audible();
}
