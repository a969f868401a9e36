import type { ExperimentPorts } from "../ports.ts";
import type { Injected, NativeActions, UndoOutcome } from "../native_actions.ts";
import type { FaultFact } from "./record.ts";

/** A fault of this run. */
interface Entry {
  readonly activity: string;
  readonly kind: string;
  readonly injected: Injected;
  readonly startedAtMs: number;
  outcome?: UndoOutcome;
  endedAtMs?: number;
}

function factOf({ injected, kind, outcome, startedAtMs, endedAtMs }: Entry): FaultFact {
  const { undone = false, reason, cutShortBy, isMomentary, isUntouched } = outcome ?? {};
  const atWork = { fromMs: startedAtMs, toMs: endedAtMs ?? injected.expiresAtMs };
  return {
    ...{ id: injected.id, kind, targets: injected.targets, undone },
    ...(undone ? {} : { reason: reason ?? "nothing is known of it" }),
    ...(cutShortBy === undefined ? {} : { cutShortBy }),
    ...(isMomentary ? {} : { atWork }),
    ...(isUntouched === undefined ? {} : { isUntouched }),
  };
}

const NEVER_ANSWERED: FaultFact = {
  id: "unknown",
  kind: "unknown",
  targets: [],
  undone: false,
  reason: "whether it was injected is not known",
};

/** Knows every fault that a run injected, and sees to it that each is undone. */
export class FaultBook {
  readonly #entries: Entry[] = [];
  readonly #pending = new Set<Promise<unknown>>();
  readonly #actions: NativeActions | undefined;
  readonly #ports: Pick<ExperimentPorts, "clock" | "timer">;

  /** Starts empty. */
  constructor({ actions, clock, timer }: Pick<ExperimentPorts, "actions" | "clock" | "timer">) {
    this.#actions = actions;
    this.#ports = { clock, timer };
  }

  /** How many faults there were, those on their way included. */
  get count(): number {
    return this.#entries.length + this.#pending.size;
  }

  /** Wall ms at which the last fault ended; undefined without faults. */
  get lastEndMs(): number | undefined {
    const ends = this.#entries.map(({ endedAtMs }) => endedAtMs ?? 0);
    return ends.length === 0 ? undefined : Math.max(...ends);
  }

  /**
   * Remembers a fault as soon as it is in place, also when nobody waits for it any more: a run that is ended
   * while a fault is being injected must still undo it.
   */
  async track(activity: string, kind: string, injecting: Promise<Injected>): Promise<Injected> {
    const known = injecting.then((injected) => {
      const startedAtMs = this.#ports.clock.nowMs();
      this.#entries.push({ activity, kind, injected, startedAtMs });
      return injected;
    });
    const settled = known.then(() => undefined, () => undefined);
    this.#pending.add(settled);
    settled.then(() => this.#pending.delete(settled));
    return await known;
  }

  /** Ends the faults that an activity injected; false when it injected none. */
  async stopOf(activity: string, withinMs: number): Promise<boolean> {
    const found = this.#entries.filter((entry) => entry.activity === activity);
    await Promise.all(found.map((entry) => this.#stop(entry, withinMs)));
    return found.length > 0;
  }

  /** Ends all faults, latest first started, and waits until each was seen to be gone or `withinMs` is over. */
  async undoAll(withinMs: number): Promise<readonly FaultFact[]> {
    const isUnknown = await this.#awaitPending(withinMs);
    await Promise.all(this.#entries.toReversed().map((entry) => this.#stop(entry, withinMs)));
    return [...this.#facts(), ...(isUnknown ? [NEVER_ANSWERED] : [])];
  }

  #facts(): FaultFact[] {
    return this.#entries.map(factOf);
  }

  /** Says whether an injection has still not answered after `withinMs`. */
  async #awaitPending(withinMs: number): Promise<boolean> {
    if (this.#pending.size === 0) return false;
    const gaveUp = new AbortController();
    const late = this.#ports.timer.sleep(withinMs, gaveUp.signal).catch(() => undefined);
    await Promise.race([Promise.all(this.#pending), late]);
    gaveUp.abort();
    return this.#pending.size > 0;
  }

  async #stop(entry: Entry, withinMs: number): Promise<void> {
    if (entry.outcome?.undone === true) return;
    entry.outcome = await this.#ask(entry.injected.id, withinMs);
    const endedAtMs = entry.outcome.endedAtMs ?? this.#ports.clock.nowMs();
    entry.endedAtMs = Math.min(endedAtMs, Math.max(entry.injected.expiresAtMs, 0));
    if (!entry.outcome.undone) entry.endedAtMs = endedAtMs;
  }

  async #ask(id: string, withinMs: number): Promise<UndoOutcome> {
    const { timer } = this.#ports;
    const gaveUp = new AbortController();
    const late = timer.sleep(withinMs, gaveUp.signal).then(
      () => ({ undone: false, reason: `no answer within ${withinMs} ms` }),
      () => ({ undone: false }),
    );
    const answer = Promise.resolve().then(() => this.#actions?.stop(id)).then(
      (outcome) => outcome ?? { undone: false, reason: "nobody can undo it" },
      (error) => ({
        undone: false,
        reason: error instanceof Error ? error.message : String(error),
      }),
    );
    const outcome = await Promise.race([answer, late]);
    gaveUp.abort();
    return outcome;
  }
}
