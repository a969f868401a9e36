import type { GeneratorHealth, LoadReport } from "./load_report.ts";
import { bytesWords, countWords, rateWords, ratioWords, timeWords } from "./load_words.ts";

/** From where on a generator has little room; the verdict has its own, coarser limits. */
const SIGNS = { busyRatio: 0.9, timerLateMs: 50, lateMs: 100 } as const;

/** Each sign that the generator had little room, or none at all; none when the numbers are the platform's. */
export function generatorSigns(report: LoadReport): readonly string[] {
  const { generator, droppedIterations } = report;
  const dropped = droppedIterations > 0
    ? [`${countWords(droppedIterations)} were due and never begun`]
    : [];
  if (generator === null) return dropped;
  const { machineBusyRatio, timerLateP99Ms, lateMs, runningMax, maxVus } = generator;
  // In the closed model all of them always run: only what could not begin makes that a limit.
  const isFull = droppedIterations > 0 && runningMax >= maxVus;
  const signs: readonly (readonly [boolean, string])[] = [
    [isFull, `all ${countWords(maxVus)} VUs were in use`],
    [machineBusyRatio >= SIGNS.busyRatio, `the machine was ${ratioWords(machineBusyRatio)} busy`],
    [timerLateP99Ms >= SIGNS.timerLateMs, `timers came ${timeWords(timerLateP99Ms)} late (p99)`],
    [(lateMs.p95 ?? 0) >= SIGNS.lateMs, `sessions began ${timeWords(lateMs.p95)} late (p95)`],
  ];
  return [...dropped, ...signs.flatMap(([isSign, words]) => isSign ? [words] : [])];
}

/** Whether the generator was the limit, in plain words. */
export function generatorVerdict(report: LoadReport): string {
  const signs = generatorSigns(report);
  if (signs.length === 0) {
    return report.generator === null
      ? "How the generator fared was not measured, so that nothing says whether it was the limit."
      : `The generator had room: the machine that it shares with the platform was ${
        ratioWords(report.generator.machineBusyRatio)
      } busy on average. What was slow was the platform, on as much of this machine as it got.`;
  }
  return report.verdict === "inconclusive"
    ? `The generator may have been the limit: ${signs.join(", ")}. ` +
      "Read the numbers as those of this machine, not of the platform."
    : `The generator had little room: ${signs.join(", ")}. ` +
      "It did not decide the verdict, but some of the times may be its own.";
}

/** How the generator fared, each number with its name. */
export function generatorFacts(
  generator: GeneratorHealth,
): readonly (readonly [string, string])[] {
  const { cpuCores, machineCores, lateMs } = generator;
  return [
    ["CPU of the engine, mean", `${rateWords(cpuCores.mean)} of ${machineCores} cores`],
    ["CPU of the engine, most", `${rateWords(cpuCores.max)} of ${machineCores} cores`],
    ["memory of the engine, most", bytesWords(generator.rssMaxBytes)],
    ["at once, most", `${countWords(generator.runningMax)} of ${countWords(generator.maxVus)}`],
    ["begun late, p50", timeWords(lateMs.p50)],
    ["begun late, p95", timeWords(lateMs.p95)],
    ["begun late, p99", timeWords(lateMs.p99)],
    ["machine busy, mean", ratioWords(generator.machineBusyRatio)],
    ["timer of 100 ms late, p99", timeWords(generator.timerLateP99Ms)],
  ];
}

/** How the generator fared in one line. */
export function generatorLine(report: LoadReport): string {
  const { generator } = report;
  if (generator === null) return "generator was not measured";
  const { cpuCores, machineCores, rssMaxBytes, runningMax, maxVus, lateMs } = generator;
  const signs = generatorSigns(report);
  return [
    `generator ${rateWords(cpuCores.mean)} of ${machineCores} cores`,
    bytesWords(rssMaxBytes),
    `${countWords(runningMax)} of ${countWords(maxVus)} at once`,
    `begun late ${lateMs.p95 === null ? "unknown" : `p95 ${timeWords(lateMs.p95)}`}`,
    `machine ${ratioWords(generator.machineBusyRatio)} busy`,
    signs.length === 0 ? "not the limit" : `${limitWords(report)}: ${signs.join(", ")}`,
  ].join(", ");
}

function limitWords({ verdict }: LoadReport): string {
  return verdict === "inconclusive" ? "MAY HAVE BEEN THE LIMIT" : "little room";
}
