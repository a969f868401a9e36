import type {
  FaultDocument,
  FaultKindView,
  FaultTarget,
  FaultView,
  Residue,
} from "@netops/core/contracts";
import type { PlatformProbeView } from "@netops/chaos/runner";
import type { EndedRun } from "../chaos/end_runs.ts";
import { formatAge } from "../print/age.ts";
import type { Paint } from "../print/color.ts";
import { formatTable } from "../print/table.ts";

/** How to show faults. */
export interface ChaosViewOptions {
  readonly nowMs: number;
  readonly paint: Paint;
  /** How wide the terminal is; undefined off a terminal. */
  readonly columns?: number;
  /** How long a fault was asked for. */
  readonly durationMs?: number;
}

/** The kinds of faults as a table. */
export function kindTable(
  kinds: readonly FaultKindView[],
  options: Omit<ChaosViewOptions, "nowMs">,
): readonly string[] {
  const columns = [{ title: "KIND" }, { title: "ON" }, { title: "WHAT IT DOES" }];
  const rows = kinds.map(({ kind, appliesTo, summary }) => [
    ...[kind, appliesTo === "any" ? "any" : "netops"],
    summary,
  ]);
  return formatTable(columns, rows, options);
}

/** The probes of netops as a table. */
export function probeTable(
  probes: readonly PlatformProbeView[],
  options: Omit<ChaosViewOptions, "nowMs">,
): readonly string[] {
  const columns = [{ title: "PROBE" }, { title: "WHAT IT ANSWERS" }, { title: "PARAMETERS" }];
  const rows = probes.map(({ name, summary, parameters }) => [
    ...[name, summary],
    Object.entries(parameters).map(([key, help]) => `${key}: ${help}`).join("; "),
  ]);
  return formatTable(columns, rows, options);
}

/** Everything about one kind. */
export function kindLines(kind: FaultKindView): readonly string[] {
  const properties = kind.parameters["properties"] as Record<string, ParameterSchema> | undefined;
  const parameters = Object.entries(properties ?? {});
  const width = Math.max(0, ...parameters.map(([name]) => name.length));
  return [
    `${kind.kind}: ${kind.summary}`,
    "",
    `targets     ${kind.targets.join(", ")}`,
    `applies to  ${kind.appliesTo === "any" ? "any service" : "processes of netops"}`,
    `works on    ${kind.os.join(", ")}${kind.needsRoot ? ", as root" : ""}`,
    `undo        ${kind.undo}`,
    ...(parameters.length === 0 ? [] : ["", "--set"]),
    ...parameters.map(([name, schema]) => `  ${name.padEnd(width)}  ${describe(schema)}`),
  ];
}

interface ParameterSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly items?: ParameterSchema;
  readonly properties?: Readonly<Record<string, ParameterSchema>>;
}

/** A type as `--set` takes it: what is more than a word is JSON. */
function typeText({ type, items, properties }: ParameterSchema): string {
  if (type === "array") return `JSON, as ["${items?.type ?? "any"}", …]`;
  if (type !== "object") return type ?? "any";
  const fields = Object.entries(properties ?? {}).map(([name, one]) => `"${name}": "${one.type}"`);
  return `JSON, as {${fields.join(", ")}}`;
}

function describe(schema: ParameterSchema): string {
  const { enum: choices, minimum, maximum } = schema;
  const range = minimum === undefined && maximum === undefined
    ? ""
    : ` from ${minimum ?? "…"} to ${maximum ?? "…"}`;
  const what = choices === undefined ? `${typeText(schema)}${range}` : choices.join(" or ");
  return schema.default === undefined ? what : `${what} (${String(schema.default)})`;
}

/** What a fault hits, or would hit. */
export function faultLines(
  document: FaultDocument,
  { nowMs, paint, durationMs }: ChaosViewOptions,
): readonly string[] {
  const { id, kind, expiresAtMs, dryRun, seed, planHash } = document;
  const leftMs = Math.max(0, expiresAtMs - nowMs);
  const head = dryRun
    ? `would inject ${kind} for ${formatAge(durationMs ?? leftMs)}`
    : `${paint("yellow", "●")} ${kind} ${id}, ends by itself in ${formatAge(leftMs)}`;
  return [
    head,
    ...hitTargetLines(document, paint),
    paint("dim", `  seed ${seed}, plan ${planHash.slice(0, 12)}`),
  ];
}

/** Who is hit, and who is spared and why. */
export function hitTargetLines(
  { targets, spared = [], dryRun }: FaultDocument,
  paint: Paint,
): readonly string[] {
  return [
    ...targets.map((target) => `  ${dryRun ? "hits " : ""}${targetText(target)}`),
    ...spared.map((one) => paint("dim", `  spares ${targetText(one)}: ${one.reason}`)),
  ];
}

function targetText({ instance, zone }: FaultTarget): string {
  return zone === "-" ? instance : `${instance} in ${zone}`;
}

/** Faults as a table. */
export function faultTable(
  faults: readonly FaultView[],
  options: ChaosViewOptions,
): readonly string[] {
  const { nowMs, paint } = options;
  const columns = [
    ...[{ title: "FAULT" }, { title: "KIND" }, { title: "STATE" }],
    ...[{ title: "ENDS IN", align: "right" as const }, { title: "HITS", align: "right" as const }],
    { title: "TARGETS" },
  ];
  const rows = faults.map((fault) => [
    fault.id,
    fault.kind,
    fault.state === "undo-failed" ? paint("red", fault.state) : paint("yellow", fault.state),
    fault.state === "active" ? formatAge(Math.max(0, fault.expiresAtMs - nowMs)) : "",
    String(fault.hits ?? ""),
    targetsText(fault.targets),
  ]);
  return formatTable(columns, rows, options);
}

function targetsText(targets: readonly FaultTarget[]): string {
  const [first, ...rest] = targets;
  if (first === undefined) return "";
  return rest.length === 0 ? first.instance : `${first.instance} and ${rest.length} more`;
}

/** What became of runs of experiments that were told to end. */
export function endedRunLines(runs: readonly EndedRun[], paint: Paint): readonly string[] {
  return runs.map(({ id, state, verdict, undone }) => {
    if (state === "ending") {
      return `${id} is ending: its rollbacks go on (netops chaos report ${id})`;
    }
    if (verdict === undefined) return `${id} ${paint("red", "was cut off without a result")}`;
    const rest = undone === true ? "everything of it undone" : paint("red", "something is left");
    return `${id} ended: ${verdict}, ${rest}`;
  });
}

/** What is left of faults in a home, or that nothing is. */
export function residueLines(
  residue: readonly Residue[],
  paint: Paint,
  home: string,
): readonly string[] {
  if (residue.length > 0) return leftLines(residue, paint);
  return [`${paint("green", "✓")} nothing is left of any fault in ${home}`];
}

/** What is left of faults, each with what removes it. */
export function leftLines(residue: readonly Residue[], paint: Paint): readonly string[] {
  return residue.flatMap(({ what, where, fix }) => [
    `${paint("red", "×")} ${where}: ${what}`,
    `  fix: ${fix}`,
  ]);
}
