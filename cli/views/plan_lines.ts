import type { Plan } from "@netops/chaos/experiment";
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
    paint("dim", `seed ${plan.seed}, plan ${plan.hash.slice(0, 12)}; nothing was done`),
  ];
}

function whatOf({ fault, type, provider, isBackground }: Plan["steps"][number]): string {
  const beside = isBackground ? ", in the background" : "";
  if (fault === undefined) return `${type} by ${provider === "" ? "reference" : provider}${beside}`;
  const { kind, target, count, percent, parameters } = fault;
  const whom = count !== undefined ? ` (${count})` : percent !== undefined ? ` (${percent} %)` : "";
  const settings = Object.entries((parameters ?? {}) as Record<string, unknown>)
    .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`).join("");
  return `${kind} on ${target}${whom}${settings}${beside}`;
}
