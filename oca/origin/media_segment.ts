import type { TrackInit } from "./init_segment.ts";
import { type Box, boxesIn, findBox } from "./iso_boxes.ts";

/** What one media segment of a track holds. */
export interface SegmentFacts {
  /** Decode time of its first sample. */
  readonly startTicks: number;
  readonly durationTicks: number;
  readonly samples: number;
  /** Whether it begins with a sample that needs no other. */
  readonly startsWithKey: boolean;
}

const HAS = { offset: 1, firstFlags: 4, duration: 0x100, size: 0x200, flags: 0x400, shift: 0x800 };
const DEFAULT = { baseOffset: 1, description: 2, duration: 8, size: 0x10, flags: 0x20 };
const NOT_A_KEY = 0x10000;

interface Defaults {
  readonly ticks: number;
  readonly sizeBytes: number;
  readonly flags: number;
}

interface Run {
  readonly samples: number;
  readonly ticks: number;
  readonly sizeBytes: number;
  readonly firstFlags: number;
}

/**
 * Reads one `.m4s`: fragments whose samples fill their data to the last byte.
 *
 * @throws {RangeError} when a box is cut off, or samples and data do not match
 */
export function readMediaSegment(bytes: Uint8Array, init: TrackInit): SegmentFacts {
  const boxes = boxesIn(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const fragments = boxes.filter((box) => box.type === "moof");
  const first = fragments[0]?.body;
  if (first === undefined) throw new RangeError("A segment has no fragment");
  const runs = fragments.flatMap((fragment) => runsOf(fragment.body, init));
  const dataBytes = sum(boxes.filter((box) => box.type === "mdat"), (box) => box.body.byteLength);
  const sampleBytes = sum(runs, (run) => run.sizeBytes);
  if (sampleBytes !== dataBytes) {
    throw new RangeError(`A segment has ${dataBytes} bytes of data for ${sampleBytes} of samples`);
  }
  return {
    startTicks: decodeTime(first),
    durationTicks: sum(runs, (run) => run.ticks),
    samples: sum(runs, (run) => run.samples),
    startsWithKey: ((runs[0]?.firstFlags ?? NOT_A_KEY) & NOT_A_KEY) === 0,
  };
}

function decodeTime(fragment: DataView): number {
  const time = findBox(fragment, "traf/tfdt");
  if (time === undefined) throw new RangeError("A fragment does not say when it begins");
  return time.getUint8(0) === 1 ? Number(time.getBigUint64(4)) : time.getUint32(4);
}

function runsOf(fragment: DataView, init: TrackInit): Run[] {
  return boxesIn(fragment).filter((box) => box.type === "traf").flatMap((track) => {
    const defaults = defaultsOf(track, init);
    return boxesIn(track.body).filter((box) => box.type === "trun")
      .map((box) => runOf(box.body, defaults));
  });
}

/** Source: ISO/IEC 14496-12, section 8.8.7 (tfhd). */
function defaultsOf(track: Box, init: TrackInit): Defaults {
  const header = findBox(track.body, "tfhd");
  if (header === undefined) throw new RangeError("A fragment has no head");
  const present = header.getUint32(0) & 0xffffff;
  let at = 8 + (present & DEFAULT.baseOffset ? 8 : 0) + (present & DEFAULT.description ? 4 : 0);
  const next = (flag: number, otherwise: number) => {
    if ((present & flag) === 0) return otherwise;
    at += 4;
    return header.getUint32(at - 4);
  };
  return {
    ticks: next(DEFAULT.duration, init.sampleTicks),
    sizeBytes: next(DEFAULT.size, 0),
    flags: next(DEFAULT.flags, 0),
  };
}

/** Source: ISO/IEC 14496-12, section 8.8.8 (trun). */
function runOf(run: DataView, defaults: Defaults): Run {
  const present = run.getUint32(0) & 0xffffff;
  const samples = run.getUint32(4);
  let at = 8 + (present & HAS.offset ? 4 : 0);
  const next = (flag: number, otherwise: number) => {
    if ((present & flag) === 0) return otherwise;
    at += 4;
    return run.getUint32(at - 4);
  };
  let firstFlags = next(HAS.firstFlags, -1);
  let ticks = 0;
  let sizeBytes = 0;
  for (let sample = 0; sample < samples; sample++) {
    ticks += next(HAS.duration, defaults.ticks);
    sizeBytes += next(HAS.size, defaults.sizeBytes);
    const flags = next(HAS.flags, defaults.flags);
    if (firstFlags === -1) firstFlags = flags;
    next(HAS.shift, 0);
  }
  return { samples, ticks, sizeBytes, firstFlags };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
