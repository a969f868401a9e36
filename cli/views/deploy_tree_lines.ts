import type { DeployGroup, ExecutionView, PsInstance, StageView } from "@netops/core/contracts";
import { elapsedMs, isOver } from "../deploy/execution_facts.ts";
import { formatAge } from "../print/age.ts";
import { statusMark } from "../print/status_mark.ts";
import { type Column, formatTable } from "../print/table.ts";
import { harmless, textWidth } from "../print/text_width.ts";
import {
  byWeight,
  type DeployViewOptions,
  executionMark,
  lookMark,
  metricWords,
  percent,
  scoreWords,
} from "./deploy_words.ts";
import { keepMostWorth, type TreeItem, treePrefixes } from "./tree_items.ts";

/** How to show the tree. */
export interface DeployTreeOptions extends DeployViewOptions {
  /** At most so many lines, at least 3; what goes well is left out first. */
  readonly mostLines?: number;
}

interface Row {
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly ageMs: number | undefined;
  readonly info: string;
}

type Item = TreeItem<Row>;

/** How much a row matters where there is little room: the higher, the longer it stays. */
const WORTH = { done: 1, later: 2, healthy: 3, look: 4, group: 6, ill: 7, now: 8 } as const;

const COLUMNS = ["NAME", "KIND", "STATUS", "AGE", "INFO"] as const;
/** Goes first where there is little room. */
const LEAVING: readonly string[] = ["KIND", "AGE", "INFO"];

/** An execution as a tree: its stages, their server groups with shares, processes, and looks. */
export function deployTreeLines(
  view: ExecutionView,
  instances: readonly PsInstance[],
  options: DeployTreeOptions,
): readonly string[] {
  const root: Item = {
    row: {
      ...{ name: harmless(view.id), kind: "deploy", status: executionMark(view.status, options) },
      ...{ ageMs: elapsedMs(view, options.nowMs), info: `by ${harmless(view.by)}` },
    },
    worth: WORTH.now,
    children: view.stages.map((stage) => stageItem(stage, instances, options)),
  };
  const { kept, hidden } = keepMostWorth(root, (options.mostLines ?? Infinity) - 1);
  const rows = treePrefixes(kept, options.plain).map(({ prefix, row }) => ({
    ...row,
    name: `${options.paint("dim", prefix)}${row.name}`,
  }));
  const rest = hidden === 0
    ? []
    : [options.paint("dim", `… ${hidden} more (netops deploy status ${view.id} --json)`)];
  return [...tableOf(rows, options), ...rest];
}

function stageItem(
  stage: StageView,
  instances: readonly PsInstance[],
  options: DeployTreeOptions,
): Item {
  const { name, type, status, startedAtMs, endedAtMs, deploy } = stage;
  const isDone = isOver(stage);
  const isGood = status === "SUCCEEDED" || status === "SKIPPED";
  const worth = isDone ? (isGood ? WORTH.done : WORTH.ill) : WORTH.now;
  return {
    row: {
      ...{ name: harmless(name), kind: type, status: executionMark(status, options) },
      ageMs: startedAtMs === undefined
        ? undefined
        : Math.max(0, (endedAtMs ?? options.nowMs) - startedAtMs),
      info: stageInfo(stage),
    },
    worth: status === "NOT_STARTED" ? WORTH.later : worth,
    children: [
      ...(deploy?.groups ?? []).map((group) => groupItem(group, instances, options)),
      ...lookItems(stage, options),
    ],
  };
}

/** Why it ended badly, or what it gave out; what it waits for stands above. */
function stageInfo(stage: StageView): string {
  const { status, reason, outputs, deploy } = stage;
  if (isOver(stage) && status !== "SUCCEEDED" && reason !== undefined) return harmless(reason);
  if (deploy !== undefined || status !== "SUCCEEDED") return "";
  return Object.entries(outputs).slice(0, 2)
    .map(([name, value]) => harmless(`${name} ${String(value).slice(0, 12)}`)).join(", ");
}

function groupItem(
  group: DeployGroup,
  instances: readonly PsInstance[],
  options: DeployTreeOptions,
): Item {
  const { name, role, version, up, desired, wantPercent, actualPercent } = group;
  const members = instances.filter(({ serverGroup }) => serverGroup === name);
  const since = Math.min(...members.map(({ startedAtMs }) => startedAtMs));
  const status = desired === 0 ? "OUT_OF_SERVICE" : up >= desired ? "UP" : "STARTING";
  const mark = statusMark(status, options).replace(
    status,
    desired === 0 ? "gone" : `${up}/${desired} up`,
  );
  const what = { old: "old", fresh: "new", baseline: "baseline" }[role];
  return {
    row: {
      ...{ name: harmless(name), kind: "group", status: mark },
      ageMs: Number.isFinite(since) ? options.nowMs - since : undefined,
      info: `${percent(actualPercent ?? wantPercent)} ${what} ${
        harmless(version?.slice(0, 8) ?? "")
      }`,
    },
    worth: WORTH.group,
    children: members.map((member) => memberItem(member, options)),
  };
}

function memberItem(member: PsInstance, options: DeployTreeOptions): Item {
  const { port, pid, status, startedAtMs, restarts, zone, reason } = member;
  const notes = [
    zone,
    restarts > 0 ? `${restarts} restart${restarts === 1 ? "" : "s"}` : "",
    harmless(reason ?? ""),
  ];
  return {
    row: {
      ...{ name: `:${port} pid ${pid}`, kind: "process", status: statusMark(status, options) },
      ...{ ageMs: options.nowMs - startedAtMs, info: notes.filter(Boolean).join(", ") },
    },
    worth: status === "UP" && restarts === 0 ? WORTH.healthy : WORTH.ill,
    children: [],
  };
}

/** The newest look first: the others are history. */
function lookItems({ deploy }: StageView, options: DeployTreeOptions): Item[] {
  return (deploy?.looks ?? []).toReversed().map((look, at) => {
    const [first] = byWeight(look.metrics);
    const decided = first === undefined ? "" : `, ${metricWords(first, options)}`;
    return {
      row: {
        ...{ name: `look ${look.look}`, kind: "judge", status: lookMark(look, options) },
        ...{ ageMs: Math.max(0, options.nowMs - look.toMs), info: `${scoreWords(look)}${decided}` },
      },
      worth: at === 0 ? WORTH.look : WORTH.done,
      children: [],
    };
  });
}

function tableOf(rows: readonly Row[], options: DeployTreeOptions): readonly string[] {
  const { columns = Infinity, paint } = options;
  const cells: Readonly<Record<string, (row: Row) => string>> = {
    NAME: ({ name }) => name,
    KIND: ({ kind }) => kind,
    STATUS: ({ status }) => status,
    AGE: ({ ageMs }) => ageMs === undefined ? "" : formatAge(ageMs),
    INFO: ({ info }) => info,
  };
  for (let gone = 0;; gone++) {
    const titles = COLUMNS.filter((title) => !LEAVING.slice(0, gone).includes(title));
    const columnsShown = titles.map((title): Column => ({
      title,
      ...(title === "AGE" ? { align: "right" } : {}),
    }));
    const table = rows.map((row) => titles.map((title) => cells[title]?.(row) ?? ""));
    // Only the last column may be cut; who is cut earlier cannot be read at all.
    const fixed = formatTable(
      columnsShown.filter(({ title }) => title !== "INFO"),
      table.map((row) => titles.includes("INFO") ? row.slice(0, -1) : row),
      { paint },
    );
    const fits = fixed.every((line) =>
      textWidth(line) <= columns - (titles.includes("INFO") ? 12 : 0)
    );
    if (fits || gone === LEAVING.length) {
      return formatTable(
        columnsShown,
        table,
        Number.isFinite(columns) ? { paint, columns } : { paint },
      );
    }
  }
}
