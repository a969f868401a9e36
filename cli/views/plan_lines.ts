import type { CohortSettings, Plan } from "@netops/chaos/experiment";
import { formatAge } from "../print/age.ts";
import type { Paint } from "../print/color.ts";
import { formatTable } from "../print/table.ts";
import { harmless } from "../print/text_width.ts";

/** How to show a plan. */
export interface PlanViewOptions {
  readonly paint: Paint;
  /** How wide the terminal is; undefined off one. */
  readonly columns?: number;
  /** Fills in what is known before the run. */
  readonly fill: (text: string) => string;
}

/** What a run would do, in order, as a table. */
export function planLines(plan: Plan, { fill, ...options }: PlanViewOptions): readonly string[] {
  const columns = [
    ...[{ title: "PHASE" }, { title: "FROM", align: "right" as const }, { title: "STEP" }],
    ...[{ title: "WHAT" }, { title: "LASTS", align: "right" as const }],
  ];
  const rows = plan.steps.map((step) => [
    step.phase,
    step.phase === "hypothesis" ? "" : `${(step.offsetMs / 1_000).toFixed(1)}s`,
    harmless(fill(step.name)),
    harmless(fill(whatOf(step))),
    step.fault?.durationMs === undefined ? "" : formatAge(step.fault.durationMs),
  ]);
  const { paint } = options;
  return [
    `would run "${harmless(fill(plan.title))}"`,
    ...formatTable(columns, rows, options),
    ...(plan.cohorts === undefined ? [] : [armsLine(plan.cohorts)]),
    paint("dim", `seed ${plan.seed}, plan ${plan.hash.slice(0, 12)}; nothing was done`),
  ];
}

function armsLine({ share, by, leastRequests, failures, latencyMs }: CohortSettings): string {
  const percent = Number((100 * share).toPrecision(4));
  const latency = latencyMs === undefined ? "" : ` and may be ${latencyMs} ms later`;
  return `arms: experiment and control, ${percent} % of ${by}s each, ${leastRequests} requests at least; ` +
    `may fail ${Number((100 * failures).toPrecision(4))} points more often${latency}`;
}

function whatOf({ fault, type, provider, isBackground }: Plan["steps"][number]): string {
  const beside = isBackground ? ", in the background" : "";
  if (fault === undefined) return `${type} by ${provider === "" ? "reference" : provider}${beside}`;
  const { kind, target, count, percent, parameters, cohort } = fault;
  const whom = count !== undefined ? ` (${count})` : percent !== undefined ? ` (${percent} %)` : "";
  const settings = Object.entries((parameters ?? {}) as Record<string, unknown>)
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).join("");
  const arm = cohort === undefined ? "" : `, ${cohort} arm only`;
  return `${kind} on ${target}${whom}${settings}${arm}${beside}`;
}
