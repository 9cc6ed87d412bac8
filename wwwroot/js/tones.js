// The sounds, made here of nothing but oscillators: notes of one tone begin so many seconds in, at a pitch (that may glide to another),
// last so long, and have a colour and a strength.
const tones = {
  bell: [
    { at: 0, pitch: 1318.5, lasts: 0.55 }, { at: 0, pitch: 3636, lasts: 0.2, strength: 0.25 },
    { at: 0.22, pitch: 1046.5, lasts: 0.8 }, { at: 0.22, pitch: 2886, lasts: 0.25, strength: 0.25 },
  ],
  drop: [{ at: 0, pitch: 480, to: 1250, lasts: 0.16 }, { at: 0.13, pitch: 620, to: 1500, lasts: 0.18, strength: 0.7 }],
  marimba: [
    { at: 0, pitch: 523.3, lasts: 0.25, colour: 'triangle' }, { at: 0.13, pitch: 659.3, lasts: 0.25, colour: 'triangle' },
    { at: 0.26, pitch: 784, lasts: 0.25, colour: 'triangle' }, { at: 0.39, pitch: 1046.5, lasts: 0.45, colour: 'triangle' },
  ],
  knock: [{ at: 0, pitch: 240, to: 90, lasts: 0.14, strength: 1.6 }, { at: 0.17, pitch: 240, to: 90, lasts: 0.18, strength: 1.6 }],
  pulse: [0, 0.16, 0.32, 0.62, 0.78, 0.94].map(at => ({ at, pitch: 880, lasts: 0.11, colour: 'square', strength: 0.35 })),
};

// Plays into any audio context; answers how many seconds it takes.
export function play(context, tone, volume) {
  const notes = tones[tone] ?? tones.bell, start = context.currentTime + 0.02;
  const all = context.createGain();
  all.gain.value = (volume / 100) ** 2 * 0.5;             // ears take the square for half as loud
  all.connect(context.destination);
  for (const note of notes) {
    strike(context, all, start + note.at, note);
  }
  return Math.max(...notes.map(({ at, lasts }) => at + lasts)) + 0.05;
}

// A soft edge at both ends, or it would click.
function strike(context, into, at, { pitch, to, lasts, colour = 'sine', strength = 1 }) {
  const voice = context.createOscillator(), loudness = context.createGain();
  voice.type = colour;
  voice.frequency.setValueAtTime(pitch, at);
  if (to) {
    voice.frequency.exponentialRampToValueAtTime(to, at + lasts);
  }
  loudness.gain.setValueAtTime(0.0001, at);
  loudness.gain.exponentialRampToValueAtTime(strength, at + 0.008);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + lasts);
  voice.connect(loudness).connect(into);
  voice.start(at);
  voice.stop(at + lasts);
}
