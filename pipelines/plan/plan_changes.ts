import type { ServerGroupView } from "@netops/core/contracts";
import type { FileChanges, PlannedPlatform } from "./plan_world.ts";
import type { PlannedGroups } from "./planned_groups.ts";
import { timeWords } from "./time_words.ts";

/** Files that are named; of more only the number is told. */
const MOST_FILES = 20;

/** What would be different afterwards: groups, versions, the files of what is shipped. */
export function changeLines(
  before: readonly ServerGroupView[],
  groups: PlannedGroups,
  { bakes }: Pick<PlannedPlatform, "bakes">,
): readonly string[] {
  const [old, fresh] = [largest(before), largest(groups.all)];
  const there = before.map(({ name }) => name);
  const after = groups.all.map(({ name }) => name);
  const started = after.filter((name) => !there.includes(name));
  const ended = there.filter((name) => !after.includes(name));
  return [
    ...servingLines(old, fresh),
    ...(started.length === 0 ? [] : [`started: ${started.join(", ")}`]),
    ...(ended.length === 0 ? [] : [`ended: ${ended.join(", ")}`]),
    ...Object.values(bakes).flatMap((bake) => "baked" in bake ? fileLines(bake.files) : []),
  ];
}

/** How long all of it takes at least. */
export function timeLine(leastMs: number): readonly string[] {
  return leastMs === 0
    ? []
    : [`it takes at least ${timeWords(leastMs)}, and the start of instances`];
}

function largest(groups: readonly ServerGroupView[]): ServerGroupView | undefined {
  return groups.filter(({ shareRatio }) => shareRatio > 0)
    .toSorted((one, other) => other.shareRatio - one.shareRatio)[0];
}

function servingLines(
  old: ServerGroupView | undefined,
  fresh: ServerGroupView | undefined,
): readonly string[] {
  const what = (group: ServerGroupView | undefined) => group?.name ?? "nothing";
  if (old?.name === fresh?.name) return [`requests go to ${what(old)}, as now`];
  const version = old === undefined || fresh === undefined || old.version === fresh.version
    ? []
    : [`version: ${old.version} → ${fresh.version}${partWords(old.version, fresh.version)}`];
  return [`requests: ${what(old)} → ${what(fresh)}`, ...version];
}

/** A version is `<artifact>-<configuration>`. */
function partWords(old: string, fresh: string): string {
  const [[oldFiles, oldConfig], [files, config]] = [old.split("-"), fresh.split("-")];
  if (oldConfig === undefined || config === undefined) return "";
  if (oldFiles === files) return " (configuration only)";
  return oldConfig === config ? " (files only)" : " (files and configuration)";
}

function fileLines(files: FileChanges | undefined): readonly string[] {
  if (files === undefined) return [];
  const { added, changed, removed } = files;
  const all = [
    ...added.map((path) => `+ ${path}`),
    ...changed.map((path) => `~ ${path}`),
    ...removed.map((path) => `- ${path}`),
  ].sort((one, other) => one.slice(2).localeCompare(other.slice(2)));
  if (all.length === 0) return ["files: none differs from what serves"];
  const counts = `${added.length} added, ${changed.length} changed, ${removed.length} removed`;
  const left = all.length - MOST_FILES;
  return [
    `files: ${counts}`,
    ...all.slice(0, MOST_FILES).map((line) => `  ${line}`),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ];
}
