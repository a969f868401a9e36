import type { TortureReport, TortureRound } from "@netops/pipelines";
import type { Paint } from "../print/color.ts";

/** One execution in which the conductor died, or did not. */
export function tortureLine(round: TortureRound, paint: Paint): string {
  const { afterSeq, kind = "", hash, elapsedMs, problems } = round;
  const where = afterSeq === undefined ? "undisturbed" : `killed after event ${afterSeq}, ${kind}`;
  const how = problems.length === 0 ? paint("green", "✔") : paint("red", "✖");
  const facts = `${hash}  ${(elapsedMs / 1_000).toFixed(1)} s`;
  return [
    `  ${how} ${where.padEnd(40)} ${paint("dim", facts)}`,
    ...problems.map((one) => `    ${one}`),
  ]
    .join("\n");
}

/** What a pipeline came to in all. */
export function tortureSummary(report: TortureReport, paint: Paint): string {
  const { name, events, rounds, requests, passed } = report;
  const deaths = rounds.reduce((sum, round) => sum + round.deaths, 0);
  const dropped = rounds.reduce((sum, round) => sum + round.dropped, 0);
  const ends = new Set(rounds.map(({ hash }) => hash)).size;
  const verdict = passed ? paint("green", "passed") : paint("red", "failed");
  return `${name}: ${verdict}: ${deaths} deaths at ${events} events, ` +
    `${
      ends === 1 ? "one end" : `${ends} different ends`
    }, dropped ${dropped} of ${requests} requests`;
}
