import { createHost } from "@netops/core/host";
import { type Cell, runCell, type Shares } from "./judge_cells.ts";
import { SeriesSource } from "./judge_series.ts";

/** Good canaries, in percent, that may fail. */
export const MOST_FALSE_FAILS = 2;
/** Percent points that two judges may differ by chance. */
export const NOISE = 2;
/** Columns of {@linkcode JudgeReport.nullCells}. */
export const NULL_HEADER = ["netops fail %", "inconclusive %", "Kayenta fail %"];

const { createRng } = createHost();

/** What both judges made of canaries of one kind. */
export interface Pair {
  readonly netops: Shares;
  readonly kayenta: Shares;
}

/** Percent, with a decimal where it matters. */
export function percent(value: number): string {
  return value.toFixed(value < 10 ? 1 : 0);
}

/** A source of its own for each table, so that one table does not depend on another. */
export function sourceOf(name: string): SeriesSource {
  return new SeriesSource(createRng(`bench-judge/${name}`));
}

/** Gathers tables, and what was not held. */
export class JudgeReport {
  readonly lines: string[] = [];
  readonly complaints: string[] = [];

  /** Judges so many canaries a cell. */
  constructor(readonly trials: number) {}

  /** Judges by both, on points of the same kind. */
  both(cell: Omit<Cell, "mode" | "trials">): Pair {
    // A trial costs Kayenta some twenty times as much: its solver ranks all values at each step.
    const few = Math.ceil(this.trials / 4);
    return {
      netops: runCell({ ...cell, mode: "netops", trials: this.trials }),
      kayenta: runCell({ ...cell, mode: "kayenta", trials: few }),
    };
  }

  /** Begins a table. */
  table(title: string, words: string, header: readonly string[]): void {
    this.lines.push("", `## ${title}`, "", words, "");
    this.lines.push(`| ${header.join(" | ")} |`, `|${"---|".repeat(header.length)}`);
  }

  /** Adds a row, and shows it. */
  row(...cells: readonly (string | number)[]): void {
    this.lines.push(`| ${cells.join(" | ")} |`);
    console.log(cells.join("  "));
  }

  /** Notes a cell whose false fails are too many, and by more than two standard errors of so many trials. */
  holdFalseFails(what: string, failed: number): void {
    const share = MOST_FALSE_FAILS / 100;
    const errors = 200 * Math.sqrt(share * (1 - share) / this.trials);
    if (failed <= MOST_FALSE_FAILS + errors) return;
    this.complaints.push(`${what}: ${percent(failed)} % false fails`);
  }

  /** Notes a cell in which Kayenta finds more. */
  holdPower(what: string, found: number, kayenta: number): void {
    if (found + NOISE >= kayenta) return;
    this.complaints.push(`${what}: finds ${percent(found)} %, Kayenta ${percent(kayenta)} %`);
  }

  /** The cells of good canaries, of which few may fail. */
  nullCells(what: string, { netops, kayenta }: Pair): string[] {
    this.holdFalseFails(what, netops.fail);
    return [netops.fail, netops.inconclusive, kayenta.fail].map(percent);
  }
}
