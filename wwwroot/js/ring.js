// One sound for all tabs: whoever can sound tries, the first to get the lock of its kind does, and holds it until it has sounded.
// Whatever comes of that kind meanwhile has been heard with it; another kind is another sound, and waits until this one has ended.
// Asked before the lock, or a mute tab would hold it.
import { audible, sound, wait } from './bell.js';
import { alone, tell, told } from './told.js';
import { play } from './tones.js';

const breath = 600;
const holding = new Map();   // how often each kind is held here: the lock is given back a moment after the sound

export async function ring({ key, kind, tone, volume }) {
  const name = `ring-${key}`;
  if (!tone || told(name) || !await audible()) {
    return;
  }
  let won = false;
  await alone(`convos-ring-${kind}`, async lock => {
    if (!lock) {
      if (holding.get(kind) > 0) {
        tell(name);                                       // only whoever sounds knows that it does: a lock may be given a moment before
      }
    } else if (!told(name)) {
      won = true;
      holding.set(kind, (holding.get(kind) ?? 0) + 1);
      tell(name);
      await alone('convos-ring', () => soundOf(tone, volume).then(() => wait(breath)), true);
    }
  }).finally(() => won && holding.set(kind, holding.get(kind) - 1));
}

export const soundOf = (tone, volume) => sound(context => play(context, tone, volume));
