/**
 * Simulates canaries that did not change, and some that did, and counts what both judges make of them.
 *
 * Run: `deno task bench:judge [trials]`; writes docs/results/bench_judge.md, the same for the same trials. Exit 1
 * when our judge fails more than 2 % of the good ones in a cell, or finds less than Kayenta where that is valid, and
 * it is not by chance.
 */
import { configOf, runCell, runLooks } from "./judge_cells.ts";
import {
  JudgeReport,
  MOST_FALSE_FAILS,
  NOISE,
  NULL_HEADER,
  percent,
  sourceOf,
} from "./judge_report.ts";
import type { SeriesSource } from "./judge_series.ts";

const REPORT = new URL("../docs/results/bench_judge.md", import.meta.url);
const trials = Number(Deno.args[0] ?? 2_000);
const report = new JudgeReport(trials);

function autocorrelated(): void {
  const source = sourceOf("ar");
  const words = "AR(1), level 100, sd 5, both cohorts alike. `either` counts both directions.";
  report.table("Good canaries whose points follow each other", words, [
    ...["n", "φ", "increase: netops fail %", "inconclusive %", "Kayenta fail %"],
    ...["either: netops fail %", "Kayenta fail %"],
  ]);
  for (const n of [10, 20, 30, 60, 120]) {
    for (const phi of [0, 0.3, 0.5, 0.7, 0.9]) {
      const series = () => source.autoregressive(n, phi).map((value) => 100 + 5 * value);
      const draw = () => ({ m0: { control: series(), experiment: series() } });
      const up = report.both({ config: configOf(1), draw });
      const either = report.both({ config: configOf(1, "either"), draw });
      const what = `n ${n}, φ ${phi}`;
      report.holdFalseFails(`${what}, either`, either.netops.fail);
      const cells = [either.netops.fail, either.kayenta.fail].map(percent);
      report.row(n, phi, ...report.nullCells(what, up), ...cells);
    }
  }
}

function fewPoints(): void {
  const source = sourceOf("few");
  const words = "Lognormal, σ 0.15, both cohorts alike.";
  report.table("Good canaries of a few points", words, ["n", ...NULL_HEADER]);
  for (const n of [2, 3, 5, 8, 10]) {
    const series = () => source.lognormal(n, 100, 0.15);
    const draw = () => ({ m0: { control: series(), experiment: series() } });
    report.row(n, ...report.nullCells(`${n} points`, report.both({ config: configOf(1), draw })));
  }
}

function sparseErrors(): void {
  const source = sourceOf("sparse");
  const words =
    "60 steps, both cohorts alike. Counts of 1 to 5 in a share of the steps; bursts of 4 steps on the " +
    "average; or errors of about 50 requests a step, judged as a rate.";
  report.table("Good canaries with sparse errors", words, ["errors", ...NULL_HEADER]);
  const cases: [string, () => number[]][] = [0.01, 0.05, 0.1, 0.2, 0.4].map((share) => [
    ...[`in ${share * 100} % of the steps`, () => source.sparse(60, share)] as const,
  ]);
  cases.push(["in bursts, 2 % of the steps begin one", () => source.bursts(60, 0.02, 0.25)]);
  cases.push(["in bursts, 8 % of the steps begin one", () => source.bursts(60, 0.08, 0.25)]);
  for (const [what, series] of cases) {
    const draw = () => ({ m0: { control: series(), experiment: series() } });
    const pair = report.both({ config: configOf(1), draw });
    const isBurst = what.startsWith("in bursts");
    const { netops, kayenta } = pair;
    const cells = [netops.fail, netops.inconclusive, kayenta.fail].map(percent);
    report.row(what, ...(isBurst ? cells : report.nullCells(what, pair)));
  }
  for (const ratio of [0.0005, 0.005, 0.05]) {
    const draw = () => rateData(source, ratio, ratio);
    const what = `rate, ${ratio * 100} % of the requests`;
    report.row(what, ...report.nullCells(what, report.both({ config: configOf(1), draw })));
  }
}

function rateData(source: SeriesSource, before: number, after: number) {
  const [control, experiment] = [source.errors(60, 50, before), source.errors(60, 50, after)];
  return {
    m0: {
      ...{ control: control.counts, experiment: experiment.counts },
      of: { control: control.of, experiment: experiment.of },
    },
  };
}

function scales(): void {
  const source = sourceOf("scale");
  const words = "60 points, sd 5 % of the level; good, and 30 % worse.";
  report.table("The size of the metric", words, [
    "level",
    ...NULL_HEADER,
    "+30 %: netops",
    "+30 %: Kayenta",
  ]);
  for (const level of [100, 1, 1e-2, 1e-3, 1e-4, 1e-6]) {
    const series = (factor: number) =>
      source.autoregressive(60, 0).map((value) => level * factor * (1 + 0.05 * value));
    const good = report.both({
      config: configOf(1),
      draw: () => ({ m0: { control: series(1), experiment: series(1) } }),
    });
    const bad = report.both({
      config: configOf(1),
      draw: () => ({ m0: { control: series(1), experiment: series(1.3) } }),
    });
    report.holdPower(`level ${level}`, bad.netops.fail, bad.kayenta.fail);
    const found = [bad.netops.fail, bad.kayenta.fail].map(percent);
    report.row(level, ...report.nullCells(`level ${level}`, good), ...found);
  }
}

function power(): void {
  const source = sourceOf("power");
  const words =
    "Lognormal, σ 0.15, independent points: where Kayenta is valid. netops (not known) / Kayenta, percent that fail.";
  const rises = [0, 0.05, 0.1, 0.2, 0.5];
  report.table("Bad canaries", words, ["n", ...rises.map((rise) => `+${rise * 100} %`)]);
  for (const n of [10, 15, 20, 30, 60, 120]) {
    const cells = rises.map((rise) => {
      const draw = () => ({
        m0: {
          ...{ control: source.lognormal(n, 100, 0.15) },
          experiment: source.lognormal(n, 100 * (1 + rise), 0.15),
        },
      });
      const pair = report.both({ config: configOf(1), draw });

      const { netops, kayenta } = pair;
      if (n >= 20) report.holdPower(`n ${n}, +${rise * 100} %`, netops.fail, kayenta.fail);
      const unknown = netops.inconclusive === 0 ? "" : ` (${percent(netops.inconclusive)})`;
      return `${percent(netops.fail)}${unknown} / ${percent(kayenta.fail)}`;
    });
    report.row(n, ...cells);
  }
}

function badErrors(): void {
  const source = sourceOf("errors");
  const words =
    "60 steps of about 50 requests; the control fails 0.1 %. Kayenta sees the counts alone.";
  report.table("Bad canaries with errors", words, [
    "experiment",
    "netops fail %",
    "Kayenta fail %",
  ]);
  for (const ratio of [0.002, 0.005, 0.01, 0.02, 0.05]) {
    const draw = () => rateData(source, 0.001, ratio);
    const pair = report.both({ config: configOf(1), draw });
    report.holdPower(`${ratio * 100} % errors`, pair.netops.fail, pair.kayenta.fail);
    report.row(`${ratio * 100} %`, percent(pair.netops.fail), percent(pair.kayenta.fail));
  }
}

function families(): void {
  const source = sourceOf("families");
  const words = "60 points a metric, both cohorts alike; one failing metric fails the canary.";
  report.table("Good canaries of many metrics", words, ["metrics", "φ", ...NULL_HEADER]);
  for (const count of [3, 10]) {
    for (const phi of [0, 0.5, 0.9]) {
      const series = () => source.autoregressive(60, phi).map((value) => 100 + 5 * value);
      const draw = () =>
        Object.fromEntries(
          Array.from({ length: count }, (_, at) => [
            ...[`m${at}`, { control: series(), experiment: series() }] as const,
          ]),
        );
      const what = `${count} metrics, φ ${phi}`;
      report.row(
        count,
        phi,
        ...report.nullCells(what, report.both({ config: configOf(count), draw })),
      );
    }
  }
}

function manyLooks(): void {
  const source = sourceOf("looks");
  const words = "Looked at after 20, 40 … 120 points; a canary fails when one look does.";
  report.table("Six looks at one canary", words, [
    "φ",
    "rise in sd",
    "netops fail %",
    "Kayenta fail %",
  ]);
  const counts = [20, 40, 60, 80, 100, 120];
  for (const [phi, rise] of [[0, 0], [0.5, 0], [0.9, 0], [0, 0.7], [0, 1]] as const) {
    const series = (shift: number) =>
      source.autoregressive(120, phi).map((value) => 100 + 5 * (value + shift));
    const draw = () => ({ control: series(0), experiment: series(rise) });
    const netops = runLooks({ mode: "netops", trials, counts, draw });
    const kayenta = runLooks({ mode: "kayenta", trials: Math.ceil(trials / 8), counts, draw });
    const what = `six looks, φ ${phi}`;
    if (rise === 0) report.holdFalseFails(what, netops);
    else report.holdPower(what, netops, kayenta);
    report.row(phi, rise, percent(netops), percent(kayenta));
  }
}

function commonLoad(): void {
  const source = sourceOf("load");
  const words =
    "Both cohorts follow one load (AR(1), φ 0.97, three times the noise of either); the rise is in sd of " +
    "that noise. netops takes out what moves both.";
  report.table("Canaries under a load that changes", words, ["n", "rise", ...NULL_HEADER]);
  for (const n of [30, 60]) {
    for (const rise of [0, 2]) {
      const draw = () => {
        const load = source.autoregressive(n, 0.97);
        const noise = () => source.autoregressive(n, 0);
        const cohort = (shift: number) =>
          noise().map((value, at) => 100 + 15 * (load[at] ?? 0) + 5 * (value + shift));
        return { m0: { control: cohort(0), experiment: cohort(rise) } };
      };
      const pair = report.both({ config: configOf(1), draw });
      const { netops, kayenta } = pair;
      if (rise === 0) report.holdFalseFails(`load, n ${n}`, netops.fail);
      report.row(
        n,
        rise,
        percent(netops.fail),
        percent(netops.inconclusive),
        percent(kayenta.fail),
      );
    }
  }
}

function sparseSweep(): void {
  const words =
    "Control 60 zeros, experiment k fives and 60 − k zeros: from which k on each judge fails the canary.";
  report.table("How many bad steps it takes", words, ["judge", "k that fail"]);
  for (const mode of ["netops", "kayenta"] as const) {
    const failing = Array.from({ length: 60 }, (_, at) => at + 1).filter((k) => {
      const control = Array<number>(60).fill(0);
      const experiment = control.map((_, at) => at < k ? 5 : 0);
      const draw = () => ({ m0: { control, experiment } });
      return runCell({ mode, trials: 1, config: configOf(1), draw }).fail === 100;
    });
    report.row(mode, ranges(failing));
  }
}

function ranges(values: readonly number[]): string {
  const starts = values.filter((value) => !values.includes(value - 1));
  const ends = values.filter((value) => !values.includes(value + 1));
  return starts.map((start, at) => start === ends[at] ? start : `${start} to ${ends[at]}`).join(
    ", ",
  );
}

report.lines.unshift(
  "# What the judges make of simulated canaries",
  "",
  `Made by \`deno task bench:judge ${trials}\`: ${trials} canaries a cell for netops, a quarter of that for Kayenta ` +
    "(an eighth with looks), drawn from a fixed seed. Both with their defaults; `direction: increase` where nothing " +
    "else is said. At 1 % a cell of 2,000 is exact to about ±0.5 points, one of 500 to ±1.",
);
for (
  const part of [
    ...[autocorrelated, fewPoints, sparseErrors, scales, power, badErrors, families, manyLooks],
    ...[commonLoad, sparseSweep],
  ]
) part();
report.lines.push("", "## Held", "");
report.lines.push(
  report.complaints.length === 0
    ? `In every cell but those of bursts false fails are at most ${MOST_FALSE_FAILS} %, as far as ${trials} canaries can ` +
      "tell (two standard errors); nowhere is less found than by Kayenta where that is valid (independent points, 20 " +
      `or more a side), as far as ${NOISE} points can tell.`
    : report.complaints.map((complaint) => `- not held: ${complaint}`).join("\n"),
);
await Deno.writeTextFile(REPORT, `${report.lines.join("\n")}\n`);
for (const complaint of report.complaints) console.error(complaint);
Deno.exit(report.complaints.length === 0 ? 0 : 1);
