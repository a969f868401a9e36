import type { PlaybackClock } from "./playback_clock.ts";
import type { SessionBeacon, ViewerAction, ViewerResult, ViewerStep } from "./viewer_wire.ts";

/** What a session log needs to know of the session. */
export interface LogFacts {
  readonly clock: PlaybackClock;
  oca(): string | undefined;
  rung(): string | undefined;
}

/** What a step says besides the time, the buffer, the OCA and the rung. */
export type StepDetail = Partial<Pick<ViewerStep, "oca" | "rung" | "detail">>;

/** What playback acts on; the rest is only noted there, and each telling costs the whole platform a request. */
const PROMPT: ReadonlySet<SessionBeacon["type"]> = new Set([
  "start",
  "heartbeat",
  "end",
  "stop",
  "error",
]);

/**
 * Counts what happened in a session and tells it, to people as steps and to playback as beacons.
 *
 * Stalls, switches and failovers are told with the next beacon that playback acts on: within one heartbeat.
 */
export class SessionLog {
  switches = 0;
  failovers = 0;
  bytes = 0;
  readonly #facts: LogFacts;
  #actions: ViewerAction[] = [];
  #held: ViewerAction[] = [];
  #hits = 0;
  #hitsKnown = 0;
  #bits = 0;
  #mediaMs = 0;

  /** Begins with zeros. */
  constructor(facts: LogFacts) {
    this.#facts = facts;
  }

  /** Adds an action of the session itself. */
  act(action: ViewerAction): void {
    this.#actions.push(action);
  }

  /** Takes everything that waits. */
  take(): readonly ViewerAction[] {
    const taken = this.#actions;
    this.#actions = [];
    return taken;
  }

  /** Tells people. */
  step(step: ViewerStep["step"], tsMs: number, detail: StepDetail): void {
    const { clock } = this.#facts;
    const oca = this.#facts.oca();
    const rung = this.#facts.rung();
    const places = {
      ...(oca === undefined ? {} : { oca }),
      ...(rung === undefined ? {} : { rung }),
    };
    const numbers = {
      bufferMs: Math.round(clock.bufferMs),
      positionMs: Math.round(clock.positionMs),
    };
    this.act({ kind: "step", step: { tsMs, step, ...places, ...numbers, ...detail } });
  }

  /** Tells playback, now or with the next beacon. */
  beacon(
    type: SessionBeacon["type"],
    tsMs: number,
    data: Readonly<Record<string, unknown>>,
  ): void {
    const positionMs = Math.round(this.#facts.clock.positionMs);
    const all = { oca: this.#facts.oca(), rung: this.#facts.rung(), ...data };
    this.#held.push({ kind: "beacon", beacon: { type, tsMs, positionMs, data: all } });
    if (PROMPT.has(type)) this.#actions.push(...this.#held.splice(0));
  }

  /** Counts a segment of video. */
  played(bitrateBps: number, durationMs: number): void {
    this.#bits += bitrateBps * durationMs;
    this.#mediaMs += durationMs;
  }

  /** Counts where a segment came from, when the OCA says it. */
  served(isHit: boolean | undefined): void {
    if (isHit === undefined) return;
    this.#hitsKnown++;
    if (isHit) this.#hits++;
  }

  /** What the session came to. */
  result(
    outcome: ViewerResult["outcome"],
    ocas: readonly string[],
    options: { readonly oca: string | undefined; readonly error: string | undefined },
  ): ViewerResult {
    const { clock } = this.#facts;
    const playedMs = Math.round(clock.positionMs);
    const stalledMs = Math.round(clock.stalledMs);
    const watchedMs = playedMs + stalledMs;
    return {
      outcome,
      startupMs: clock.startupMs === null ? null : Math.round(clock.startupMs),
      ...{ playedMs, stalls: clock.stalls, stalledMs },
      stalledRatio: watchedMs === 0 ? 0 : stalledMs / watchedMs,
      ...{ switches: this.switches, failovers: this.failovers },
      ...{ oca: options.oca ?? null, ocas, bytes: this.bytes },
      hitRatio: this.#hitsKnown === 0 ? null : this.#hits / this.#hitsKnown,
      averageBitrateBps: this.#mediaMs === 0 ? null : Math.round(this.#bits / this.#mediaMs),
      ...(options.error === undefined ? {} : { error: options.error }),
    };
  }
}
