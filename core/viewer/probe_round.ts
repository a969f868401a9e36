import type { ViewerOca } from "./viewer_options.ts";

/** An OCA that answered a probe, with the text of its multivariant playlist. */
export interface ProbeAnswer {
  readonly oca: ViewerOca;
  readonly tookMs: number;
  readonly text: string;
}

/** A better rank is waited for three times as long as the first answer took, at least so long. */
const LEAST_GRACE_MS = 100;
const GRACE_FACTOR = 2;

/**
 * Asks several OCAs at once and chooses: the best rank, unless it failed or is much slower than another.
 *
 * The probe is the multivariant playlist, which is needed anyway.
 */
export class ProbeRound {
  readonly #startedAtMs: number;
  readonly #waiting: ViewerOca[];
  readonly #answers: ProbeAnswer[] = [];
  readonly #ranks: readonly string[];

  /** Begins with OCAs in the order of their rank. */
  constructor(ocas: readonly ViewerOca[], nowMs: number) {
    this.#waiting = [...ocas];
    this.#ranks = ocas.map(({ id }) => id);
    this.#startedAtMs = nowMs;
  }

  /** What each one that answered took, for people. */
  get answers(): readonly ProbeAnswer[] {
    return this.#answers;
  }

  /** Notes an answer. */
  answered(id: string, text: string, nowMs: number): void {
    const oca = this.#leave(id);
    if (oca !== undefined) this.#answers.push({ oca, text, tookMs: nowMs - this.#startedAtMs });
  }

  /** Notes a failure. */
  failed(id: string): void {
    this.#leave(id);
  }

  /** The OCA to take, "wait", or "none" when all failed. */
  decide(nowMs: number): ProbeAnswer | "wait" | "none" {
    const best = [...this.#answers].sort((one, other) => this.#rank(one) - this.#rank(other))[0];
    if (best === undefined) return this.#waiting.length > 0 ? "wait" : "none";
    const isBestOfAll = this.#waiting.every(({ id }) => this.#ranks.indexOf(id) > this.#rank(best));
    return isBestOfAll || nowMs >= this.decideAtMs ? best : "wait";
  }

  /** When the round is decided at the latest; Infinity before the first answer. */
  get decideAtMs(): number {
    const [first] = this.#answers;
    if (first === undefined) return Infinity;
    const graceMs = Math.max(LEAST_GRACE_MS, first.tookMs * GRACE_FACTOR);
    return this.#startedAtMs + first.tookMs + graceMs;
  }

  #leave(id: string): ViewerOca | undefined {
    const index = this.#waiting.findIndex((oca) => oca.id === id);
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
  }

  #rank({ oca }: ProbeAnswer): number {
    return this.#ranks.indexOf(oca.id);
  }
}
