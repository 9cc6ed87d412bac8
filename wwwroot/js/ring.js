// One sound for all tabs: whoever can sound tries, the first to get the lock of its kind does, and holds it until it has sounded.
// Whatever comes of that kind meanwhile has been heard with it; another kind is another sound, and waits until this one has ended.
// Asked before the lock, or a mute tab would hold it.
import { audible, sound, wait } from './bell.js';
import { alone, tell, told } from './told.js';
import { play } from './tones.js';

const breath = 600;
const holding = new Set();   // kinds

export async function ring({ key, kind, tone, volume }) {
  const name = `ring-${key}`;
  if (!tone || told(name) || !await audible()) {
    return;
  }
  await alone(`convos-ring-${kind}`, async lock => {
    if (!lock) {
      if (holding.has(kind)) {
        tell(name);                                       // only whoever sounds knows that it does: a lock may be given a moment before
      }
    } else if (!told(name)) {
      holding.add(kind);
      tell(name);
      await alone('convos-ring', () => soundOf(tone, volume).then(() => wait(breath)), true).finally(() => holding.delete(kind));
    }
  });
}

export const soundOf = (tone, volume) => sound(context => play(context, tone, volume));
