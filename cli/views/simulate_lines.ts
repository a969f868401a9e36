import type { ManySummary, ModelSummary } from "@netops/pipelines/simulation";
import type { Paint } from "../print/color.ts";
import { type Column, formatTable } from "../print/table.ts";

/** How the table is drawn, and what is good enough. */
export interface SimulateView {
  readonly paint: Paint;
  readonly mostFalseRatio: number;
  readonly leastCaughtRatio: number;
}

const COLUMNS: readonly Column[] = [
  { title: "RELEASE" },
  ...[
    ...["OF", "PROMOTED", "ROLLED BACK", "INCONCLUSIVE", "RIGHT"],
    ...["VERDICT P50", "P95", "USERS HIT", "DROPPED"],
  ].map((title) => ({ title, align: "right" } as const)),
];

/** What became of many reckoned releases, one row a kind. */
export function simulateLines(summary: ManySummary, view: SimulateView): string[] {
  const { good, bad, models, seed } = summary;
  const rows = [good, ...models].map(row);
  const lines = formatTable(COLUMNS, rows, { paint: view.paint });
  const falseRatio = 1 - good.rightRatio;
  return [
    ...lines,
    "",
    sentence("good, not promoted", falseRatio, {
      isMet: falseRatio <= view.mostFalseRatio,
      bound: `at most ${percent(view.mostFalseRatio)}`,
      paint: view.paint,
    }),
    sentence("bad, rolled back", bad.rightRatio, {
      isMet: bad.rightRatio >= view.leastCaughtRatio,
      bound: `at least ${percent(view.leastCaughtRatio)}`,
      paint: view.paint,
    }),
    `seed ${seed}`,
  ];
}

function row(model: ModelSummary): string[] {
  const { p50, p95 } = model.timeToVerdictMs;
  return [
    ...[model.model, model.deploys, model.promoted, model.rolledBack, model.inconclusive]
      .map(String),
    percent(model.rightRatio),
    ...[seconds(p50), seconds(p95), String(model.mostUsersHit), String(model.dropped)],
  ];
}

function sentence(
  what: string,
  ratio: number,
  { isMet, bound, paint }: {
    readonly isMet: boolean;
    readonly bound: string;
    readonly paint: Paint;
  },
): string {
  const mark = isMet ? paint("green", "✔") : paint("red", "✖");
  return `${mark} ${what}: ${percent(ratio)}, ${bound}`;
}

function percent(ratio: number): string {
  return `${Number((100 * ratio).toFixed(1))} %`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
