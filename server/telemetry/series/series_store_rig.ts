import { FakeClock } from "@netops/core/testing";
import { LabelSet } from "../model/label_set.ts";
import type { TimeRange } from "../model/series_source.ts";
import { FakeSeriesFiles } from "./fake_series_files.ts";
import { openSeriesStore } from "./open_series_store.ts";
import type { SeriesStoreLimits, SeriesStoreOptions } from "./series_options.ts";
import type { SeriesStore } from "./series_store.ts";

/** Time of the rig's clock at first. */
export const START_MS = 1_700_000_000_000;

/** A sample with its value as two words, low and high, so that NaNs differ. */
export type BitSample = readonly [timestampMs: number, low: number, high: number];

/** A store over files and a clock that a test owns. */
export class SeriesRig {
  readonly clock: FakeClock;
  readonly files: FakeSeriesFiles;
  readonly store: SeriesStore;
  readonly #limits: Partial<SeriesStoreLimits>;
  readonly #isCounter: SeriesStoreOptions["isCounter"];

  /** Opens a store over new files, or over those of one that died. */
  constructor(
    limits: Partial<SeriesStoreLimits> = {},
    from: {
      readonly files?: FakeSeriesFiles;
      readonly clock?: FakeClock;
      readonly isCounter?: SeriesStoreOptions["isCounter"];
    } = {},
  ) {
    this.#limits = limits;
    this.#isCounter = from.isCounter;
    this.clock = from.clock ?? new FakeClock(START_MS);
    this.files = from.files ?? new FakeSeriesFiles();
    const { clock, files } = this;
    const { isCounter } = from;
    this.store = openSeriesStore({ clock, files, limits, compileRegex, isCounter });
  }

  /** A store over a copy of the files, as after `kill -9` now. */
  reopened(files = this.files.copy()): SeriesRig {
    return new SeriesRig(this.#limits, { files, clock: this.clock, isCounter: this.#isCounter });
  }

  /** The ref of a series by its name. */
  ref(name: string): number {
    const ref = this.store.refOf(LabelSet.of({ __name__: name }));
    if (typeof ref === "string") throw new Error(ref);
    return ref;
  }

  /** Takes a sample of a series by its name. */
  append(name: string, timestampMs: number, value: number): string {
    return this.store.append(this.ref(name), timestampMs, value);
  }

  /** Lets a step pass with one sample for each of the series. */
  step(values: Readonly<Record<string, number>>, stepMs = 1_000): void {
    this.clock.advance(stepMs);
    for (const [name, value] of Object.entries(values)) {
      this.append(name, this.clock.nowMs(), value);
    }
    this.store.commit();
  }

  /** All samples of a series by its name. */
  samples(name: string, range: TimeRange = { fromMs: -Infinity, toMs: Infinity }): BitSample[] {
    const matcher = { name: "__name__", type: "=", value: name } as const;
    return [...this.store.select([matcher], range)].flatMap(({ samples }) => bitSamples(samples));
  }

  /** Times and values of all samples of a series. */
  values(name: string, range?: TimeRange): [number, number][] {
    return this.samples(name, range).map(([timestampMs, low, high]) => {
      const words = new Uint32Array([low, high]);
      return [timestampMs, new Float64Array(words.buffer)[0] ?? 0];
    });
  }
}

/** Samples as words. */
export function bitSamples(
  samples: { length: number; timestampsMs: Float64Array; values: Float64Array },
): BitSample[] {
  const { values, timestampsMs, length } = samples;
  const bits = new Uint32Array(values.buffer, values.byteOffset, 2 * length);
  return Array.from(
    { length },
    (_, at) => [timestampsMs[at] ?? 0, bits[2 * at] ?? 0, bits[2 * at + 1] ?? 0],
  );
}

/** Whole values, as PromQL has it; good enough for the expressions of tests. */
export function compileRegex(text: string): (value: string) => boolean {
  const regex = new RegExp(`^(?:${new RegExp(text, "su").source})$`, "su");
  return (value) => regex.test(value);
}
