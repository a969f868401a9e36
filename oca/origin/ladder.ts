import type { MovieFacts } from "./movie_facts.ts";

/** One rung that is to be encoded. */
export interface LadderRung {
  /** `v0` is the lowest. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** The most that the encoder may spend, in b/s. */
  readonly ceilingBps: number;
}

/** Heights that players and plans know. */
const HEIGHTS = [1080, 720, 480, 360, 240, 144] as const;
const MOST_RUNGS = 5;
const LEAST_RUNGS = 3;

/** The next rung is at most so high a part of the one above: closer ones are not worth their bytes. */
const STEP_RATIO = 0.85;

/** What a low movie is divided into, where too few of the usual heights lie below it. */
const PARTS = [1, 3 / 4, 1 / 2] as const;

/** Bits for one pixel of one picture: 0.12 is 2.6 Mb/s for 720p at 24 pictures per second. */
const BITS_PER_PIXEL = 0.12;

/**
 * Chooses the rungs for a movie, the lowest first: never higher than the movie, sizes even, its shape
 * kept, three at least.
 *
 * The top is the movie's own height up to 1080, then the usual heights below it.
 */
export function chooseLadder({ video }: Pick<MovieFacts, "video">): LadderRung[] {
  const top = Math.min(even(video.height), HEIGHTS[0]);
  let heights = [top];
  for (const height of HEIGHTS) {
    if (height <= heights.at(-1)! * STEP_RATIO) heights.push(height);
  }
  heights = heights.slice(0, MOST_RUNGS);
  if (heights.length < LEAST_RUNGS) heights = PARTS.map((part) => even(top * part));
  const ratePerS = video.frameRate.count / video.frameRate.perS;
  return heights.reverse().map((height, index) => {
    const width = even((height * video.width) / video.height);
    const ceilingBps = Math.round((width * height * ratePerS * BITS_PER_PIXEL) / 1000) * 1000;
    return { name: `v${index}`, width, height, ceilingBps };
  });
}

/** The nearest even number that is not above, at least 2: H.264 in 4:2:0 has no odd sizes. */
function even(size: number): number {
  return Math.max(2, Math.floor(size / 2 + 0.001) * 2);
}
