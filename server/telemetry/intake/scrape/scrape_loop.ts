import {
  type CancelTimer,
  type Clock,
  type HttpClient,
  type Timer,
  toNetopsError,
} from "@netops/core";
import type { DropCounter, SampleSink } from "../sinks.ts";
import { EXPOSITION_LIMITS, type ExpositionLimits } from "../text/exposition_reader.ts";
import { ClockSkew } from "./clock_skew.ts";
import { type Scraped, scrapeOnce } from "./scrape_once.ts";
import { spreadMs } from "./spread.ts";
import type { Target, TargetSource, TargetState } from "./target.ts";
import { TargetSeries } from "./target_series.ts";

/** What a scrape loop is made of. */
export interface ScrapeLoopOptions {
  readonly targets: TargetSource;
  readonly sink: SampleSink;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly onDrop: DropCounter;
  /** 1,000; whole seconds. */
  readonly intervalMs?: number;
  /** 900. */
  readonly timeoutMs?: number;
  /** 10 MB. */
  readonly mostBytes?: number;
  /** Samples and length of lines of one target. */
  readonly limits?: ExpositionLimits;
}

const INTERVAL_MS = 1_000;
const TIMEOUT_MS = 900;
const MOST_BYTES = 10_000_000;
const STEP_MS = 1_000;

interface Watched {
  readonly target: Target;
  readonly series: TargetSeries;
  readonly ending: AbortController;
  readonly skew: ClockSkew;
  state: TargetState;
  cancelTimer: CancelTimer;
  /** Time of the last samples. */
  lastTsMs: number;
}

/**
 * Scrapes every target once in each interval, at a moment of its own.
 *
 * Samples are dated with the second in which the interval has the target's turn, so that all series stand
 * on the same steps. A target is never asked while it still answers: late turns are left out.
 */
export class ScrapeLoop {
  readonly #options: ScrapeLoopOptions;
  readonly #intervalMs: number;
  readonly #watched = new Map<string, Watched>();
  #listed: readonly Target[] | undefined;
  #cancelSync: CancelTimer = () => undefined;

  /** Begins with what the source has now; each second it is asked for changes. */
  constructor(options: ScrapeLoopOptions) {
    this.#options = options;
    this.#intervalMs = options.intervalMs ?? INTERVAL_MS;
    this.sync();
    this.#cancelSync = options.timer.every(STEP_MS, () => this.sync());
  }

  /** How every target is doing. */
  states(): TargetState[] {
    return [...this.#watched.values()].map(({ state }) => state);
  }

  /** Takes over what the source says now. */
  sync(): void {
    const listed = this.#options.targets.list();
    if (listed === this.#listed) return;
    this.#listed = listed;
    const wanted = new Map(listed.map((target) => [target.id, target]));
    for (const [id, watched] of this.#watched) {
      const target = wanted.get(id);
      if (target !== undefined && isSame(target, watched.target)) wanted.delete(id);
      else this.#end(id, watched);
    }
    for (const target of wanted.values()) this.#begin(target);
    this.#options.sink.commit?.();
  }

  /** Stops asking; series do not end by that. */
  close(): void {
    this.#cancelSync();
    for (const { cancelTimer, ending } of this.#watched.values()) {
      cancelTimer();
      ending.abort();
    }
    this.#watched.clear();
  }

  #begin(target: Target): void {
    const { sink, onDrop, limits = EXPOSITION_LIMITS } = this.#options;
    const watched: Watched = {
      target,
      series: new TargetSeries({ target, sink, onDrop, limits }),
      ending: new AbortController(),
      skew: new ClockSkew(),
      state: {
        ...{ target, health: "unknown", lastError: "" },
        ...{ lastScrapeMs: 0, lastDurationMs: 0, samples: 0 },
      },
      cancelTimer: () => undefined,
      lastTsMs: 0,
    };
    this.#watched.set(target.id, watched);
    this.#scrapeAt(watched, this.#options.clock.nowMs());
  }

  /** Waits for the next turn of a target that is behind `afterMs`. */
  #wait(watched: Watched, afterMs: number): void {
    const { clock } = this.#options;
    const offsetMs = spreadMs(watched.target.id, this.#intervalMs);
    const nowMs = clock.nowMs();
    const turns = Math.floor((Math.max(nowMs, afterMs) - offsetMs) / this.#intervalMs) + 1;
    this.#scrapeAt(watched, turns * this.#intervalMs + offsetMs);
  }

  /** Asks at a time; a target that is new at once, so that rates begin a turn earlier. */
  #scrapeAt(watched: Watched, dueMs: number): void {
    const { clock, timer } = this.#options;
    watched.cancelTimer = timer.after(Math.max(0, dueMs - clock.nowMs()), async () => {
      await this.#scrape(watched, Math.floor(dueMs / STEP_MS) * STEP_MS);
      if (!watched.ending.signal.aborted) this.#wait(watched, dueMs);
    });
  }

  async #scrape(watched: Watched, tsMs: number): Promise<void> {
    const { clock, sink, onDrop } = this.#options;
    // The clock went back: the store would refuse every sample.
    if (tsMs <= watched.lastTsMs) return;
    const startedMs = clock.monotonicMs();
    const scraped = await scrapeOnce(watched.target, {
      ...this.#options,
      timeoutMs: this.#options.timeoutMs ?? TIMEOUT_MS,
      mostBytes: this.#options.mostBytes ?? MOST_BYTES,
      signal: watched.ending.signal,
    });
    if (watched.ending.signal.aborted) return;
    const durationMs = clock.monotonicMs() - startedMs;
    try {
      this.#write(watched, scraped, { tsMs, durationMs });
      sink.commit?.();
    } catch (thrown) {
      // A full disk must not end the loop; the next turn tries again.
      onDrop("scrapes", "sink_failed", 1);
      watched.state = { ...watched.state, lastError: toNetopsError(thrown).message };
    }
  }

  #write(watched: Watched, scraped: Scraped, turn: { tsMs: number; durationMs: number }): void {
    const { series, target, skew } = watched;
    const { tsMs, durationMs } = turn;
    const reading = "error" in scraped ? undefined : scraped.clock;
    if (reading !== undefined) skew.take(reading);
    const clock = reading === undefined ? undefined : skew.estimate;
    const taken = "error" in scraped
      ? scraped.error
      : series.take(scraped.text, { format: scraped.format, tsMs });
    const isUp = typeof taken === "number";
    const samples = isUp ? taken : 0;
    watched.lastTsMs = tsMs;
    watched.state = {
      ...{ target, samples, clock, health: isUp ? "up" : "down" },
      ...{ lastScrapeMs: tsMs, lastDurationMs: durationMs, lastError: isUp ? "" : taken },
    };
    if (!isUp) series.endScraped(tsMs);
    series.report({ isUp, durationMs, samples, clock }, tsMs);
  }

  #end(id: string, watched: Watched): void {
    this.#watched.delete(id);
    watched.cancelTimer();
    watched.ending.abort();
    const nowMs = Math.floor(this.#options.clock.nowMs() / STEP_MS) * STEP_MS;
    watched.series.endAll(Math.max(nowMs, watched.lastTsMs + 1));
  }
}

function isSame(one: Target, other: Target): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
