import type { LoadReport } from "./load_report.ts";

/** What a reader types next. */
export interface NextCommands {
  /** Runs the same load with the same seed. */
  readonly again: string;
  /** Whether `again` says all; a shape of several pieces has to be given as it was. */
  readonly isWhole: boolean;
  /** Sets this load against another; the other's id stands for itself. */
  readonly compare: string;
}

const PLAIN = /^[\w.,:@%+=/-]+$/;

/** The commands that run a load again and compare it. */
export function nextCommands(report: LoadReport): NextCommands {
  const { id, name, seed, shape, companions } = report;
  const options = shapeOptions(shape);
  const beside = companions.flatMap((one) => ["--with", `${one.kind}:${one.name}`]);
  const words = [
    ...["netops", "load", "run", name, ...(options ?? [])],
    ...["--seed", String(seed), ...beside],
  ];
  return {
    again: words.map(quoted).join(" "),
    isWhole: options !== undefined,
    compare: `netops load compare ${quoted(id)} OTHER`,
  };
}

/** `5/s for 20s` and `50 VUs for 1m` as options; undefined for other shapes. */
function shapeOptions(shape: string): readonly string[] | undefined {
  const [, rate, vus, lasts = ""] = /^(?:([\d.]+)\/s|(\d+) VUs?) for (\S+)$/.exec(shape) ?? [];
  if (rate !== undefined) return ["--rate", rate, "--for", lasts];
  return vus === undefined ? undefined : ["--vus", vus, "--for", lasts];
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
