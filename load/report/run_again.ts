import { parseDurationMs } from "@netops/core";
import type { LoadReport } from "./load_report.ts";

/** What a reader types next. */
export interface NextCommands {
  /** Runs the same load with the same seed. */
  readonly again: string;
  /** What has to be given as it was, as it may be secret. */
  readonly missing: readonly string[];
  /** Sets this load against another; the other's id stands for itself. */
  readonly compare: string;
}

const SCRIPTED = "as the script says";
const TIME = String.raw`\d+(?:\.\d+)?(?:ms|s|m|h)`;
const RAMP = new RegExp(
  String.raw`^0/s, to ([\d.]+)/s in (${TIME})(?:, ([\d.]+)/s for (${TIME}))?$`,
);
const PLAIN = /^[\w.,:@%+=/-]+$/;

/** The commands that run a load again and compare it. */
export function nextCommands(report: LoadReport): NextCommands {
  const { id, name, seed, engine, companions, asked = [] } = report;
  const shape = shapeOptions(report);
  const beside = companions.flatMap((one) => ["--with", `${one.kind}:${one.name}`]);
  const words = [
    ...["netops", "load", "run", name, ...(shape ?? [])],
    ...["--seed", String(seed), "--engine", engine, ...beside, ...asked],
  ];
  return {
    again: words.map(quoted).join(" "),
    missing: asked.includes("--env") ? ["the values of --env"] : [],
    compare: `netops load compare ${quoted(id)} OTHER`,
  };
}

/** The words of a shape as options; undefined for shapes that a preset gives by itself. */
function shapeOptions({ shape, unit, maxVus }: LoadReport): readonly string[] | undefined {
  if (shape === SCRIPTED) return [];
  const [, vus, watched = ""] = /^(\d+) VUs? for (\S+)$/.exec(shape) ?? [];
  if (vus !== undefined) return ["--vus", vus, "--for", watched];
  const most = unit === "sessions" ? ["--max-vus", String(maxVus)] : [];
  const [, rate, lasts = ""] = /^([\d.]+)\/s for (\S+)$/.exec(shape) ?? [];
  return rate === undefined ? rampOptions(shape, most) : ["--rate", rate, "--for", lasts, ...most];
}

/** `0/s, to 20/s in 10s, 20/s for 50s`: the time of both pieces is that of the load. */
function rampOptions(shape: string, most: readonly string[]): readonly string[] | undefined {
  const [, rate, rises = "", same = rate, stays = "0s"] = RAMP.exec(shape) ?? [];
  if (rate === undefined || rate !== same) return undefined;
  const lasts = `${(parseDurationMs(rises) + parseDurationMs(stays)) / 1_000}s`;
  return ["--rate", rate, "--ramp", rises, "--for", lasts, ...most];
}

function quoted(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
