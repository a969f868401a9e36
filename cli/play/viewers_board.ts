import type { Viewer, ViewerResult, ViewerStep } from "@netops/core/viewer";
import { quantile, sortedNumbers } from "./quantile.ts";

/** Where several viewers are, and how it went so far. */
export interface ViewersTally {
  readonly viewers: number;
  /** Who did not begin yet. */
  readonly waiting: number;
  /** Who has no picture yet. */
  readonly starting: number;
  readonly playing: number;
  readonly stalled: number;
  readonly ended: number;
  readonly stopped: number;
  readonly failed: number;
  /** Who had a picture. */
  readonly started: number;
  /** Of those who started. */
  readonly startupP50Ms: number | null;
  readonly startupP95Ms: number | null;
  readonly stalls: number;
  readonly stalledMs: number;
  readonly failovers: number;
  readonly bytes: number;
  /** OCA → viewers who are there now; who is done is nowhere. */
  readonly byOca: Readonly<Record<string, number>>;
}

type Look = Pick<Viewer, "snapshot">;
type Place = "waiting" | "starting" | "playing" | "stalled" | ViewerResult["outcome"];

/** Keeps an eye on several viewers while they play. */
export class ViewersBoard {
  readonly #count: number;
  readonly #viewers = new Map<number, Look>();
  readonly #outcomes = new Map<number, ViewerResult["outcome"]>();

  /** Begins with so many who wait. */
  constructor(count: number) {
    this.#count = count;
  }

  /** A viewer begins. */
  follow(number: number, viewer: Look): void {
    this.#viewers.set(number, viewer);
  }

  /** Something happened to a viewer. */
  step(number: number, { step }: Pick<ViewerStep, "step">): void {
    if (step === "ended" || step === "stopped" || step === "failed") {
      this.#outcomes.set(number, step);
    }
  }

  /** Counts all of them as they are now. */
  tally(): ViewersTally {
    const looks = [...this.#viewers].map(([number, viewer]) => {
      const snapshot = viewer.snapshot();
      return { ...snapshot, place: this.#outcomes.get(number) ?? placeOf(snapshot.state) };
    });
    const unseen = [...this.#outcomes].filter(([number]) => !this.#viewers.has(number));
    const places = [...looks.map(({ place }) => place), ...unseen.map(([, outcome]) => outcome)];
    const at = (place: Place) => places.filter((one) => one === place).length;
    const sum = (read: (one: typeof looks[number]) => number) =>
      looks.reduce((total, one) => total + read(one), 0);
    const startups = sortedNumbers(looks.map(({ startupMs }) => startupMs));
    return {
      viewers: this.#count,
      ...{ waiting: this.#count - places.length, starting: at("starting") },
      ...{ playing: at("playing"), stalled: at("stalled") },
      ...{ ended: at("ended"), stopped: at("stopped"), failed: at("failed") },
      ...{ started: startups.length, startupP50Ms: quantile(startups, 0.5) },
      startupP95Ms: quantile(startups, 0.95),
      ...{ stalls: sum(({ stalls }) => stalls), stalledMs: sum(({ stalledMs }) => stalledMs) },
      ...{ failovers: sum(({ failovers }) => failovers), bytes: sum(({ bytes }) => bytes) },
      byOca: countBy(looks.filter(({ state }) => state !== "over").map(({ oca }) => oca)),
    };
  }
}

/** Over without an outcome is only between two words of one turn. */
function placeOf(state: ReturnType<Viewer["snapshot"]>["state"]): Place {
  return state === "over" ? "ended" : state;
}

function countBy(names: readonly (string | undefined)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) if (name !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
