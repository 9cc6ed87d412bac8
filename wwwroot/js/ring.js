// One sound for all tabs: whoever can sound tries, the first to get the lock does, and holds it while it sounds. Whatever comes
// meanwhile has been heard with it. Asked before the lock, or a mute tab would hold it.
import { audible, sound, wait } from './bell.js';
import { alone, tell, told } from './told.js';
import { play } from './tones.js';

const breath = 600;
let holding = false;

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
      await soundOf(tone, volume).then(() => wait(breath)).finally(() => { holding = false; });
    }
  });
}

export const soundOf = (tone, volume) => sound(context => play(context, tone, volume));
