import type { Rng } from "../ports/rng.ts";

/**
 * Draws from a seed: equal seeds give equal draws on every machine.
 *
 * The seed is hashed to 128 bits (cyrb128), which start an sfc32 generator.
 * Source: PractRand sfc32 (public domain).
 */
export function createSeededRng(seed: string): Rng {
  const state = hashSeed(seed);
  for (let warmUp = 0; warmUp < 12; warmUp++) draw(state);
  return {
    next: () => draw(state) / 4294967296,
    integer: (bound) => Math.floor((draw(state) / 4294967296) * bound),
    hex: (bytes) => {
      let text = "";
      for (let n = 0; n < bytes; n++) text += HEX[draw(state) >>> 24]!;
      return text;
    },
    // The length keeps fork("a").fork("b") apart from fork("a/b").
    fork: (label) => createSeededRng(`${seed}/${label.length}:${label}`),
  };
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function draw(state: Uint32Array): number {
  // Not destructured: that goes through an iterator, which takes longer than the draw.
  const [a, b, c, counter] = [state[0] ?? 0, state[1] ?? 0, state[2] ?? 0, state[3] ?? 0];
  const result = (a + b + counter) >>> 0;
  state[3] = counter + 1;
  state[0] = b ^ (b >>> 9);
  state[1] = c + (c << 3);
  state[2] = ((c << 21) | (c >>> 11)) + result;
  return result;
}

function hashSeed(seed: string): Uint32Array {
  const words = new Uint32Array([1779033703, 3144134277, 1013904242, 2773480762]);
  const factors = [597399067, 2869860233, 951274213, 2716044179];
  for (let i = 0; i < seed.length; i++) {
    const code = seed.charCodeAt(i);
    for (let w = 0; w < 4; w++) {
      const next = words[(w + 1) % 4] ?? 0;
      words[w] = next ^ Math.imul((words[w] ?? 0) ^ code, factors[w] ?? 1);
    }
  }
  return words;
}
