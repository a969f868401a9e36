import { join } from "node:path";
import { readInitSegment } from "./init_segment.ts";
import { readMediaSegment, type SegmentFacts } from "./media_segment.ts";
import type { Track } from "./track.ts";

/**
 * Reads a track from its folder, every segment to its last byte.
 *
 * @throws {RangeError} when a segment is broken, does not follow the one before, or does not begin
 * with a key picture
 */
export async function readTrack(dir: string, folder: string): Promise<Track> {
  const init = readInitSegment(await Deno.readFile(join(dir, folder, "init.mp4")));
  const facts: SegmentFacts[] = [];
  const sizes: number[] = [];
  for (let number = 1;; number++) {
    const bytes = await readIfThere(join(dir, folder, `${number}.m4s`));
    if (bytes === undefined) break;
    const segment = readSegment(() => readMediaSegment(bytes, init), `${folder}/${number}.m4s`);
    checkOrder(segment, facts, `${folder}/${number}.m4s`);
    facts.push(segment);
    sizes.push(bytes.byteLength);
  }
  const ticks = facts.reduce((sum, one) => sum + one.durationTicks, 0);
  const samples = facts.reduce((sum, one) => sum + one.samples, 0);
  if (ticks === 0) throw new RangeError(`${folder} has no segments`);
  return {
    folder,
    init,
    segments: facts.map(({ durationTicks }, index) => ({
      durationTicks,
      sizeBytes: sizes[index] ?? 0,
    })),
    frameRate: init.kind === "video" ? (samples * init.timescale) / ticks : 0,
  };
}

/** Checks that every rung is cut at the same places, so that a player may change at any of them. */
export function checkLadder(video: readonly Track[]): void {
  const cuts = video.map((track) =>
    track.segments.map((one) => (one.durationTicks / track.init.timescale).toFixed(3)).join(" ")
  );
  const odd = cuts.findIndex((cut) => cut !== cuts[0]);
  if (odd > 0) {
    throw new RangeError(`${video[odd]!.folder} is not cut where ${video[0]!.folder} is`);
  }
}

function readSegment(read: () => SegmentFacts, name: string): SegmentFacts {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new RangeError(`${name}: ${cause.message}`, { cause });
  }
}

function checkOrder(segment: SegmentFacts, before: readonly SegmentFacts[], name: string): void {
  if (!segment.startsWithKey) throw new RangeError(`${name} does not begin with a key picture`);
  const last = before.at(-1);
  const expected = last === undefined ? 0 : last.startTicks + last.durationTicks;
  if (segment.startTicks !== expected) {
    throw new RangeError(`${name} begins at ${segment.startTicks} and not at ${expected}`);
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
