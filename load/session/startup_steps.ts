/** The steps of a startup in their order; each ends when the first of its kind came. */
const ORDER = ["queue", "play", "master", "playlist", "init", "segment"] as const;

/** A step of the startup of a play. */
export type StartupStep = typeof ORDER[number];

/** Says where a startup went: the times of its steps add up to the whole. */
export class StartupSteps {
  readonly #ends = new Map<string, number>();
  readonly #scheduledAtMs: number;

  /** Begins when the session was to begin: what comes before its real begin is `queue`. */
  constructor(scheduledAtMs: number) {
    this.#scheduledAtMs = scheduledAtMs;
  }

  /** Notes the end of a step, the first time. */
  end(step: string, atMs: number): void {
    if (!this.#ends.has(step)) this.#ends.set(step, atMs);
  }

  /** The steps that ended until `atMs`, the last of them there. */
  until(atMs: number): Readonly<Record<string, number>> {
    const steps: Record<string, number> = {};
    let before = this.#scheduledAtMs;
    for (const [step, endedAtMs] of this.#inOrder()) {
      const end = Math.min(atMs, Math.max(before, endedAtMs));
      steps[step] = end - before;
      before = end;
    }
    return steps;
  }

  #inOrder(): readonly (readonly [string, number])[] {
    const place = ([step]: readonly [string, number]) => {
      const found = (ORDER as readonly string[]).indexOf(step);
      return found < 0 ? ORDER.length : found;
    };
    return [...this.#ends].sort((one, other) => place(one) - place(other));
  }
}
