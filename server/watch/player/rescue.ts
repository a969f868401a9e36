import type { OfferedOca } from "@netops/core/contracts";
import type { FailoverPlan } from "./failover_plan.ts";

/** What an OCA said when it was asked for a playlist. */
export type Probe = "answers" | "refuses" | "silent";

/** What a rescue needs. */
export interface RescuePorts {
  /** Waits; ends early when the network comes back. */
  readonly sleep: (delayMs: number) => Promise<void>;
  readonly isOffline: () => boolean;
  readonly probe: (oca: OfferedOca) => Promise<Probe>;
  /** Asks playback for a fresh answer and takes it; `refused` ends the session. */
  readonly askPlayback: () => Promise<"taken" | "silent" | "refused">;
  /** How long the picture has stood although it should move, in ms; 0 while it moves or is paused. */
  readonly stoodMs: () => number;
  readonly isOver: () => boolean;
}

/** How a rescue ended. */
export type Rescued =
  | { readonly end: "found"; readonly oca: OfferedOca }
  /** Nobody was found; whether anybody answered at all. */
  | { readonly end: "given-up"; readonly wasSilent: boolean }
  | { readonly end: "over" };

/** A viewer is not told to do something before the picture stood for so long. */
export const MOST_STOOD_MS = 30_000;

const FIRST_DELAY_MS = 250;
const MOST_DELAY_MS = 2_000;

/**
 * Looks for an OCA that answers after an engine stopped: first those of the answer that have not failed,
 * then those that have, then those of a fresh answer of playback.
 *
 * Between two rounds it waits `min(2 s, 250 ms · 2^n)`, n = rounds without success. It gives up only when
 * the picture stood for 30 s: while the buffer lasts or the title is paused, nobody is waiting.
 */
export class Rescue {
  #rounds = 0;

  constructor(readonly plan: FailoverPlan, readonly ports: RescuePorts) {}

  /** A segment came: the next trouble is another one. */
  calm(): void {
    this.#rounds = 0;
    this.plan.calm();
  }

  async find(): Promise<Rescued> {
    const { plan, ports } = this;
    let wasSilent = true;
    while (!ports.isOver()) {
      if (ports.stoodMs() >= MOST_STOOD_MS) return { end: "given-up", wasSilent };
      // Whoever failed a moment ago is not asked again at once.
      if (plan.haveAllFailed) await this.#wait();
      if (ports.isOffline()) {
        await this.#wait();
        continue;
      }
      const { oca, anyAnswer } = await this.#firstAnswering(plan.candidates());
      if (ports.isOver()) break;
      if (oca !== undefined) return { end: "found", oca };
      wasSilent &&= !anyAnswer;
      const asked = await ports.askPlayback();
      if (asked === "refused") break;
      if (asked === "taken") wasSilent = false;
      if (!plan.haveAllFailed) await this.#wait();
    }
    return { end: "over" };
  }

  /** All are asked at once; the best in rank that answers is taken, whoever was faster. */
  async #firstAnswering(
    ocas: readonly OfferedOca[],
  ): Promise<{ readonly oca?: OfferedOca; readonly anyAnswer: boolean }> {
    const probes = ocas.map((oca) => ({ oca, said: this.ports.probe(oca) }));
    let anyAnswer = false;
    for (const { oca, said } of probes) {
      const probe = await said;
      if (probe === "answers") return { oca, anyAnswer: true };
      anyAnswer ||= probe === "refuses";
    }
    return { anyAnswer };
  }

  async #wait(): Promise<void> {
    const delayMs = Math.min(MOST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#rounds);
    this.#rounds++;
    await this.ports.sleep(delayMs);
  }
}
