import type { StartLine } from "../session/session_line.ts";
import type { LoadReport, LoadStep } from "./load_report.ts";
import { quantilesOf } from "./quantiles.ts";

type StartCounts = Omit<LoadReport["starts"], "attempted">;

/** Steps of a startup in the order of time. */
const STEPS = ["queue", "play", "master", "playlist", "init", "segment"];

/** The starts of a load: what became of them, how long they took, and where. */
export class StartBook {
  readonly startupMs: number[] = [];
  readonly lateMs: number[] = [];
  readonly byOca = new Map<string, number>();
  begun = 0;
  readonly #counts = { started: 0, failedTechnical: 0, failedBusiness: 0, left: 0, cut: 0 };
  readonly #byRank = new Map<number, number>();
  readonly #stepsMs = new Map<string, number[]>();
  readonly #times: { readonly atMs: number; readonly startupMs: number }[] = [];

  /** Takes one more. */
  add(line: StartLine): void {
    this.begun++;
    this.lateMs.push(Math.max(0, line.startedAtMs - line.scheduledAtMs));
    if (line.outcome === "failed") this.#fail(line);
    else this.#counts[line.outcome]++;
    if (line.outcome !== "started") return;
    const startupMs = line.startupMs ?? line.atMs - line.scheduledAtMs;
    this.startupMs.push(startupMs);
    this.#times.push({ atMs: line.atMs, startupMs });
    this.#place(line);
    for (const [step, tookMs] of Object.entries(line.steps ?? {})) {
      const known = this.#stepsMs.get(step);
      if (known === undefined) this.#stepsMs.set(step, [tookMs]);
      else known.push(tookMs);
    }
  }

  get counts(): StartCounts {
    return { ...this.#counts };
  }

  /** Startups, in ms, of what started since then. */
  startedSince(sinceMs: number): readonly number[] {
    const recent: number[] = [];
    for (let at = this.#times.length - 1; at >= 0; at--) {
      const time = this.#times[at];
      // Lines come nearly in order: one that is a little late must not end the look.
      if (time === undefined || time.atMs < sinceMs - 1_000) break;
      if (time.atMs >= sinceMs) recent.push(time.startupMs);
    }
    return recent;
  }

  /** Place in the offer → share of the starts whose place is known. */
  shareByRank(): LoadReport["shareByOcaRank"] {
    const all = [...this.#byRank.values()].reduce((sum, count) => sum + count, 0);
    const ranks = [...this.#byRank].sort(([one], [other]) => one - other);
    return Object.fromEntries(ranks.map(([rank, count]) => [String(rank), count / all]));
  }

  /** Where the startup went; shares are of the mean startup. */
  steps(seconds: number): readonly LoadStep[] {
    const total = this.startupMs.reduce((sum, value) => sum + value, 0);
    return STEPS.flatMap((step) => {
      const tookMs = this.#stepsMs.get(step);
      if (tookMs === undefined) return [];
      const spentMs = tookMs.reduce((sum, value) => sum + value, 0);
      return [{
        ...{ step: `startup: ${step}`, service: SERVICES[step] ?? "oca" },
        ...{ count: tookMs.length, failed: 0, perSecond: perSecond(tookMs.length, seconds) },
        durationMs: quantilesOf(tookMs),
        shareOfStartup: total === 0 ? null : spentMs / total,
      }];
    });
  }

  #fail({ failure }: StartLine): void {
    if (failure?.kind === "business") this.#counts.failedBusiness++;
    else this.#counts.failedTechnical++;
  }

  #place({ oca, ocaRank }: StartLine): void {
    if (oca !== undefined) this.byOca.set(oca, (this.byOca.get(oca) ?? 0) + 1);
    if (ocaRank !== undefined) this.#byRank.set(ocaRank, (this.#byRank.get(ocaRank) ?? 0) + 1);
  }
}

const SERVICES: Readonly<Record<string, string>> = { queue: "generator", play: "playback" };

/** A count per second, to a hundredth. */
export function perSecond(count: number, seconds: number): number {
  return seconds === 0 ? 0 : Math.round(count / seconds * 100) / 100;
}
