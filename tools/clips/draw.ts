import type { Clip, Melody } from "./clip.ts";

/** Size and rate of the pictures that everything is made from. */
export const PICTURE = { width: 640, height: 360, ratePerS: 24 } as const;

const SAMPLES_PER_S = 48_000;

/** One picture as rgb24 bytes. */
export function drawPicture(clip: Clip, timeS: number): Uint8Array {
  const { width, height } = PICTURE;
  const bytes = new Uint8ClampedArray(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) bytes.set(clip.paint(x, y, timeS), at);
  }
  return new Uint8Array(bytes.buffer);
}

/**
 * The sound as 16-bit stereo samples: each note fades out, with a soft fifth above it.
 *
 * `a(t) = 0.16·e^(−2.2·t/note)·(sin 2πft + 0.3·sin 3πft)`, with 10 ms of rise against clicks.
 */
export function drawSound(melody: Melody, durationS: number): Uint8Array {
  const samples = new Int16Array(Math.round(durationS * SAMPLES_PER_S) * 2);
  for (let i = 0; i < samples.length / 2; i++) {
    const timeS = i / SAMPLES_PER_S;
    const note = Math.floor(timeS / melody.noteS);
    const sinceS = timeS - note * melody.noteS;
    const hz = melody.notesHz[note % melody.notesHz.length]!;
    const level = 0.16 * Math.exp((-2.2 * sinceS) / melody.noteS) * Math.min(1, sinceS / 0.01);
    const wave = Math.sin(2 * Math.PI * hz * sinceS) + 0.3 * Math.sin(3 * Math.PI * hz * sinceS);
    samples.fill(Math.round(32767 * level * wave), i * 2, i * 2 + 2);
  }
  return new Uint8Array(samples.buffer);
}
