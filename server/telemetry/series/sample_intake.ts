import type { Clock } from "@netops/core";
import { type Samples, writeStale } from "../model/samples.ts";
import type { BlockBuilder } from "./block_builder.ts";
import type { OpenChunks } from "./open_chunks.ts";
import { type SeriesTable, slotOf } from "./series_table.ts";

/** What became of a sample; "same" is one that is there already. */
export type AppendResult =
  | "ok"
  | "same"
  | "duplicate"
  | "out_of_order"
  | "too_old"
  | "too_far_ahead"
  | "bad_time"
  | "unknown_series";

/** Samples of many series, side by side. */
export interface SampleBatch {
  readonly refs: ArrayLike<number>;
  /** As many as refs; NaN values keep their bits. */
  readonly samples: Samples;
}

/** What an intake works with. */
export interface IntakeOptions {
  readonly clock: Clock;
  readonly limits: { readonly aheadMs: number; readonly retentionMs: number };
  readonly table: SeriesTable;
  readonly open: OpenChunks;
  /** Takes what is sealed. */
  readonly builder: () => BlockBuilder;
  /** The bits of the last sample of a slot. */
  readonly lastBits: (slot: number) => readonly [number, number];
}

/** Takes samples that stand on the open page. */
export interface SampleLog {
  add(slot: number, timestampMs: number, index: number): void;
}

/** Takes nothing. */
const NO_LOG: SampleLog = { add: () => {} };

const NAN_LOW = 0x00000000;
const NAN_HIGH = 0x7ff80000;

/** Where samples come in: each is checked, put into the open chunk of its series and into the log. */
export class SampleIntake {
  readonly #options: IntakeOptions;
  readonly #table: SeriesTable;
  readonly #open: OpenChunks;
  #log: SampleLog = NO_LOG;
  #oldestMs = -Infinity;
  #newestMs = Infinity;
  readonly #stale = staleBits();
  /** Bits of the NaN that is to be taken. */
  #nanLow = NAN_LOW;
  #nanHigh = NAN_HIGH;
  /** Cycle in which a slot was sealed last. */
  #sealedIn = new Int32Array(256);
  /** Number of the cycle that runs. */
  cycle = 1;
  /** Samples by what became of them. */
  counts = noCounts();

  #judgesFuture = false;

  /** Makes an intake for what was judged before, as the samples of a log, until {@linkcode begin}. */
  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#table = options.table;
    this.#open = options.open;
  }

  /** Writes down what comes from now on, judges all of it, and counts from 0. */
  begin(log: SampleLog): void {
    this.#log = log;
    this.#judgesFuture = true;
    this.counts = noCounts();
    this.look();
  }

  /** Looks at the clock; what is too old or too far ahead is judged by the last look. */
  look(): void {
    const { clock, limits } = this.#options;
    const nowMs = clock.nowMs();
    this.#oldestMs = nowMs - limits.retentionMs;
    this.#newestMs = this.#judgesFuture ? nowMs + limits.aheadMs : Infinity;
  }

  /** Takes a sample of a known series, in whole milliseconds; any NaN becomes the ordinary one. */
  append(ref: number, timestampMs: number, value: number): AppendResult {
    const slot = slotOf(ref);
    const table = this.#table;
    const isLater = timestampMs > (table.lastMs[slot] ?? Infinity) &&
      timestampMs <= this.#newestMs && timestampMs >= this.#oldestMs;
    if (!isLater || Math.floor(timestampMs) !== timestampMs || !table.has(ref)) {
      return this.#refuse(ref, timestampMs, value);
    }
    this.#take(slot, timestampMs, value);
    this.counts.ok++;
    return "ok";
  }

  /** Takes the marker that says that a series ended. */
  appendStale(ref: number, timestampMs: number): AppendResult {
    [this.#nanLow, this.#nanHigh] = this.#stale;
    const result = this.append(ref, timestampMs, NaN);
    this.#nanLow = NAN_LOW;
    this.#nanHigh = NAN_HIGH;
    return result;
  }

  /** Takes many samples bit for bit; gives how many of them are stored now that were not before. */
  appendBatch({ refs, samples }: SampleBatch): number {
    const { length, timestampsMs, values } = samples;
    const bits = new Uint32Array(values.buffer, values.byteOffset, 2 * length);
    const before = this.counts.ok;
    for (let at = 0; at < length; at++) {
      const value = values[at] ?? 0;
      if (value !== value) {
        this.#nanLow = bits[2 * at] ?? 0;
        this.#nanHigh = bits[2 * at + 1] ?? 0;
      }
      this.append(refs[at] ?? -1, timestampsMs[at] ?? NaN, value);
    }
    this.#nanLow = NAN_LOW;
    this.#nanHigh = NAN_HIGH;
    return this.counts.ok - before;
  }

  /** Seals the open chunk of a slot. */
  seal(slot: number): void {
    if ((this.#open.counts[slot] ?? 0) === 0) return;
    this.#options.builder().add(slot, this.#open.fromMs(slot), this.#open.source(slot));
    this.#open.clear(slot);
    this.#table.chunkCounts[slot] = (this.#table.chunkCounts[slot] ?? 0) + 1;
    if (slot >= this.#sealedIn.length) {
      const longer = new Int32Array(2 * slot);
      longer.set(this.#sealedIn);
      this.#sealedIn = longer;
    }
    this.#sealedIn[slot] = this.cycle;
  }

  /** Seals the open chunk of a slot that was not sealed in this cycle: what came before it is sealed then. */
  sealInCycle(slot: number): void {
    if (this.#sealedIn[slot] !== this.cycle) this.seal(slot);
  }

  #take(slot: number, timestampMs: number, value: number): void {
    const table = this.#table;
    const open = this.#open;
    let index = open.push(slot, timestampMs);
    if (index < 0) {
      this.seal(slot);
      index = open.push(slot, timestampMs);
    }
    if (value === value) open.page.values[index] = value;
    else {
      open.page.bits[2 * index] = this.#nanLow;
      open.page.bits[2 * index + 1] = this.#nanHigh;
    }
    if (table.lastMs[slot] === -Infinity) table.firstMs[slot] = timestampMs;
    table.lastMs[slot] = timestampMs;
    this.#log.add(slot, timestampMs, index);
  }

  #refuse(ref: number, timestampMs: number, value: number): AppendResult {
    // The last look may be a step ago, or more when the owner had no time.
    this.look();
    const result = this.#judge(ref, timestampMs, value);
    if (result === "ok") this.#take(slotOf(ref), timestampMs, value);
    this.counts[result]++;
    return result;
  }

  #judge(ref: number, timestampMs: number, value: number): AppendResult {
    if (!this.#table.has(ref)) return "unknown_series";
    if (!Number.isSafeInteger(timestampMs)) return "bad_time";
    if (timestampMs > this.#newestMs) return "too_far_ahead";
    const lastMs = this.#table.lastMs[slotOf(ref)] ?? -Infinity;
    if (timestampMs < lastMs) return "out_of_order";
    if (timestampMs === lastMs) return this.#isLast(slotOf(ref), value) ? "same" : "duplicate";
    return timestampMs < this.#oldestMs ? "too_old" : "ok";
  }

  #isLast(slot: number, value: number): boolean {
    const words = new Uint32Array(new Float64Array([value]).buffer);
    if (value !== value) words.set([this.#nanLow, this.#nanHigh]);
    const [low, high] = this.#options.lastBits(slot);
    return words[0] === low && words[1] === high;
  }
}

function noCounts(): Record<AppendResult, number> {
  return {
    ok: 0,
    same: 0,
    duplicate: 0,
    out_of_order: 0,
    too_old: 0,
    too_far_ahead: 0,
    bad_time: 0,
    unknown_series: 0,
  };
}

function staleBits(): readonly [low: number, high: number] {
  const values = new Float64Array(1);
  writeStale(values, 0);
  const [low = 0, high = 0] = new Uint32Array(values.buffer);
  return [low, high];
}
