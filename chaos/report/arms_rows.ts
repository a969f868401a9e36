import type { ArmFigures, ArmsComparison, JudgedInterval } from "../experiment/mod.ts";

/** Titles of the table of arms. */
export const ARM_TITLES = ["Of requests", "Control", "Experiment", "Difference", "95 %", "Allowed"];

/** The arms of a run as rows of a table: each figure of both, their difference, its interval, what is allowed. */
export function armRows({ control, experiment, failures, latencyMs }: ArmsComparison): string[][] {
  const of = (tell: (arm: ArmFigures) => string) => [tell(control), tell(experiment)];
  const ms = (value: number | undefined) => value === undefined ? "" : msWords(value);
  return [
    ["seen", ...of(({ requests }) => String(requests)), "", "", ""],
    ["failed", ...of(failedWords), ...intervalWords(failures, pointWords)],
    ["median", ...of(({ medianMs }) => ms(medianMs)), ...intervalWords(latencyMs, msWords)],
    ["95 of 100 within", ...of(({ p95Ms }) => ms(p95Ms)), "", "", ""],
  ];
}

/** The arms in one line for a terminal. */
export function armLine({ control, experiment, failures, verdict }: ArmsComparison): string {
  const counts = `control ${failedWords(control)}, experiment ${failedWords(experiment)} failed`;
  if (failures === undefined) return `arms ${verdict}: ${counts}`;
  const [difference = "", interval = ""] = intervalWords(failures, pointWords);
  return `arms ${verdict}: ${counts}, difference ${difference} (95 %: ${interval})`;
}

function failedWords({ failures, requests }: ArmFigures): string {
  return `${failures} of ${requests}`;
}

function intervalWords(
  interval: JudgedInterval | undefined,
  words: (value: number) => string,
): [string, string, string] {
  if (interval === undefined) return ["", "", ""];
  const { difference, low, high, tolerance } = interval;
  const allowed = tolerance === undefined ? "not judged" : words(tolerance);
  return [words(difference), `${words(low)} to ${words(high)}`, allowed];
}

function pointWords(ratio: number): string {
  return `${(100 * ratio).toFixed(1)} points`;
}

function msWords(ms: number): string {
  return `${ms.toFixed(Math.abs(ms) < 10 ? 1 : 0)} ms`;
}
