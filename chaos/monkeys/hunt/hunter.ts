import { type Clock, type Logger, NetopsError, type Rng, toNetopsError } from "@netops/core";
import { actOf } from "../draw/act_of.ts";
import { choose } from "../draw/choose.ts";
import { decide, type Hit } from "../draw/decide.ts";
import type { SlotGrid } from "../draw/slots.ts";
import { groupInstances } from "../groups/hunt_group.ts";
import { sortOut } from "../groups/sort_out.ts";
import type { HuntKnobs } from "../knobs/knobs.ts";
import type { Act } from "../recorder/act.ts";
import type { ActBook } from "../recorder/act_book.ts";
import { enabledStrategies } from "../strategies/strategies.ts";
import type { HuntPlatform, PlatformSight } from "./hunt_platform.ts";

/** What a monkey that draws works with. */
export interface HunterOptions {
  readonly knobs: HuntKnobs;
  readonly seed: string;
  readonly grid: SlotGrid;
  readonly clock: Clock;
  readonly createRng: (seed: string) => Rng;
  readonly book: ActBook;
  readonly platform: HuntPlatform;
  readonly logger: Logger;
}

/** What was drawn for a time longer ago is not made up for: the machine slept, or nobody could look. */
const MOST_LATE_MS = 60_000;

/**
 * A monkey that draws whom to hit and when: Chaos Monkey and Latency Monkey.
 *
 * Each drawn time is looked at once, when it passes; what passed before the monkey was there is not made
 * up for. Before a hit, in this order: calendar, outage check, choice, claim in the recorder, trackers,
 * leash, guardian.
 */
export class Hunter {
  readonly #options: HunterOptions;
  #lookedMs: number;

  /** Begins now: nothing that was drawn for an earlier moment is done. */
  constructor(options: HunterOptions) {
    this.#options = options;
    this.#lookedMs = options.clock.nowMs();
  }

  /** Does what was drawn for the time since the last look. Resolves when it is done. */
  async look(): Promise<void> {
    const { clock, platform, logger } = this.#options;
    const nowMs = clock.nowMs();
    const fromMs = Math.max(this.#lookedMs, nowMs - MOST_LATE_MS);
    if (!this.#isAnySlot(fromMs, nowMs)) {
      this.#lookedMs = nowMs;
      return;
    }
    let sight: PlatformSight;
    try {
      sight = await platform.look();
    } catch (thrown) {
      logger.log("warn", `Cannot look at the platform: ${toNetopsError(thrown).message}`);
      return;
    }
    this.#lookedMs = nowMs;
    await Promise.all(this.#due({ fromMs, nowMs }, sight).map((hit) => this.#hit(hit)));
  }

  #isAnySlot(fromMs: number, toMs: number): boolean {
    const { grid } = this.#options;
    const { calendar } = grid;
    return [calendar.dayOf(fromMs), calendar.dayOf(toMs)]
      .some((day) => grid.within(day, fromMs, toMs).length > 0);
  }

  /** The hits drawn for fromMs < t ≤ nowMs, oldest first. */
  #due(
    { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
    { instances, ground }: PlatformSight,
  ): Hit[] {
    const { grid, knobs } = this.#options;
    const { calendar } = grid;
    const days = new Set([calendar.dayOf(fromMs), calendar.dayOf(nowMs)]);
    const slots = [...days].flatMap((day) => grid.within(day, fromMs, nowMs));
    const groups = groupInstances(instances, knobs.grouping);
    return slots.flatMap((slot) => groups.map((group) => decide(slot, group, this.#facts(ground))))
      .filter((decision) => decision.isHit)
      .filter(({ atMs }) => atMs > fromMs && atMs <= nowMs)
      .sort((left, right) => left.atMs - right.atMs);
  }

  #facts(ground: ReadonlySet<string>) {
    const { knobs, grid, seed, createRng, book } = this.#options;
    return { knobs, grid, seed, createRng, book, ground };
  }

  async #hit(hit: Hit): Promise<void> {
    const reason = await this.#tryHit(hit).catch((thrown) => toNetopsError(thrown).message);
    if (reason === undefined) return;
    const { clock, book, logger } = this.#options;
    const { day, index } = hit.slot;
    logger.log("info", `Spared ${hit.group.name}: ${reason}`);
    book.skip({ day, index, group: hit.group.name, atMs: clock.nowMs(), reason });
  }

  /** Answers why it was not tried. */
  async #tryHit(hit: Hit): Promise<string | undefined> {
    const { grid, clock, knobs, platform, book } = this.#options;
    const { isOpen, reason } = grid.calendar.lookAt(clock.nowMs());
    if (!isOpen) return reason;
    const outage = await this.#outage();
    if (outage !== undefined) return outage;
    const facts = await platform.look();
    const group = groupInstances(facts.instances, knobs.grouping)
      .find(({ name }) => name === hit.group.name);
    if (group === undefined) return "it is gone";
    const sorted = sortOut(group, knobs, facts);
    const choice = choose(sorted, hit.rng);
    if (choice === undefined) {
      return [...new Set(sorted.spared.map(({ reason }) => reason))].join("; ");
    }
    const act = actOf(hit, choice, { knobs, atMs: clock.nowMs() });
    const why = book.claim(act, hit.rules);
    if (why !== undefined) return why;
    await this.#carryOut(act);
    return undefined;
  }

  /** That nobody can tell is no permission. */
  async #outage(): Promise<string | undefined> {
    try {
      return await this.#options.platform.outage();
    } catch (thrown) {
      return `nobody can tell whether there is an outage: ${toNetopsError(thrown).message}`;
    }
  }

  async #carryOut(act: Act): Promise<void> {
    const { platform, book, logger } = this.#options;
    try {
      await platform.track(act);
    } catch (thrown) {
      const reason = `a tracker did not take it: ${toNetopsError(thrown).message}`;
      book.close(act.id, { outcome: "failed", reason });
      return;
    }
    if (act.isLeashed) {
      logger.log("info", `On the leash: would do ${act.strategy} to ${act.instance}`);
      book.close(act.id, { outcome: "leashed" });
      return;
    }
    try {
      const { id } = await platform.inject(this.#requestOf(act));
      logger.log("info", `Did ${act.strategy} to ${act.instance} as ${id}`);
      book.close(act.id, { outcome: "done", faultId: id });
    } catch (thrown) {
      const { code, message } = toNetopsError(thrown);
      const outcome = code === "REFUSED" ? "refused" : "failed";
      logger.log("warn", `Could not do ${act.strategy} to ${act.instance}: ${message}`);
      book.close(act.id, { outcome, reason: message });
      // The book has it; the time line is for those who watch.
      await platform.tellUndone(act, { outcome, reason: message }).catch(() => undefined);
    }
  }

  #requestOf(act: Act) {
    const { knobs } = this.#options;
    const strategy = enabledStrategies(knobs.kind, knobs.strategies)
      .find(({ name }) => name === act.strategy);
    if (strategy === undefined) throw new NetopsError("BUG", `Cannot find ${act.strategy}`);
    const { faultKind, parameters } = strategy;
    const { durationMs } = knobs;
    return {
      faultKind,
      parameters,
      durationMs,
      instance: act.instance,
      seed: act.id.slice(0, 100),
    };
  }
}
