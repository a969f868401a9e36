import type { CancelTimer, Timer } from "@netops/core";
import { type RuleGroup, ruleName } from "./rule.ts";
import { RuleRun, type RuleRunOptions } from "./rule_run.ts";

/** What an engine is made of. */
export interface RuleEngineOptions extends RuleRunOptions {
  readonly groups: readonly RuleGroup[];
  readonly timer: Timer;
  /** Rules of all groups; 200 unless given. */
  readonly mostRules?: number;
}

/** A group and its rules, as they go. */
export interface RunningGroup {
  readonly group: RuleGroup;
  readonly runs: readonly RuleRun[];
  /** Wall ms of the last evaluation; undefined before the first. */
  readonly lastMs?: number;
  readonly durationMs: number;
}

const MOST_RULES = 200;
/** An alert that is restored fires after two evaluations at the earliest, unless it fired before. */
const GRACE_TURNS = 2;
/** Source: Prometheus, rules.alert.for-grace-period. */
const MOST_GRACE_MS = 600_000;
/** Series stand at whole seconds. */
const STEP_MS = 1_000;

/**
 * Evaluates each group at its interval, rule after rule, all at one time, so that a rule sees what those
 * before it wrote once that is readable.
 *
 * Between two rules others get their turn. A turn that comes while its group is still at work is left out
 * and counted. A rule that fails says so, and does not stop others.
 */
export class RuleEngine {
  readonly #options: RuleEngineOptions;
  readonly #groups: Working[];
  readonly #cancels: readonly CancelTimer[];
  readonly #ending = new AbortController();

  /** Starts; the first evaluation is an interval away. */
  constructor(options: RuleEngineOptions) {
    this.#options = options;
    this.#groups = this.#bounded();
    this.#cancels = this.#groups.map((working) =>
      options.timer.every(working.group.intervalMs, () => this.#turn(working))
    );
  }

  /** All groups as they stand. */
  get groups(): readonly RunningGroup[] {
    return this.#groups;
  }

  /** Ends all evaluation; an evaluation at work ends before its next rule. */
  close(): void {
    for (const cancel of this.#cancels) cancel();
    this.#ending.abort();
  }

  #bounded(): Working[] {
    const { groups, onDrop, mostRules = MOST_RULES } = this.#options;
    let room = mostRules;
    let refused = 0;
    const working = groups.map((group) => {
      const rules = group.rules.slice(0, room);
      room -= rules.length;
      refused += group.rules.length - rules.length;
      const runs = rules.map((rule, at) => {
        const owner = `rule/${group.name}/${at}/${ruleName(rule)}`;
        const graceMs = Math.min(MOST_GRACE_MS, GRACE_TURNS * group.intervalMs);
        return new RuleRun(rule, { ...this.#options, owner, graceMs });
      });
      return { group, runs, durationMs: 0, isAtWork: false };
    });
    if (refused > 0) onDrop("rules", "too_many", refused);
    return working;
  }

  #turn(working: Working): void {
    if (working.isAtWork) {
      this.#options.onDrop("evaluations", "overrun", 1);
      return;
    }
    working.isAtWork = true;
    // It rejects only when the engine closes.
    this.#evaluate(working).catch(() => undefined).finally(() => working.isAtWork = false);
  }

  async #evaluate(working: Working): Promise<void> {
    const { clock, timer, sink } = this.#options;
    const timeMs = Math.floor(clock.nowMs() / STEP_MS) * STEP_MS;
    const startMs = clock.monotonicMs();
    for (const [at, run] of working.runs.entries()) {
      if (at > 0) await timer.sleep(0, this.#ending.signal);
      run.evaluate(timeMs);
    }
    sink.commit?.();
    working.lastMs = timeMs;
    working.durationMs = clock.monotonicMs() - startMs;
  }
}

interface Working extends RunningGroup {
  lastMs?: number;
  durationMs: number;
  isAtWork: boolean;
}
