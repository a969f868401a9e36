import { isGroup, resolveCommand, takesValue } from "../resolve_command.ts";
import {
  type CommandSpec,
  type CompletionSource,
  findCommand,
  longName,
  type OptionSpec,
  type OptionSpecs,
} from "../spec.ts";
import { GLOBAL_OPTIONS } from "../tree/global_options.ts";
import { TREE } from "../tree.ts";

/** Names that exist on the running platform. */
export interface LiveNames {
  readonly apps: readonly string[];
  readonly instances: readonly string[];
}

/** Reads the names of the running platform, within its own time budget. */
export type ReadLiveNames = () => Promise<LiveNames>;

/**
 * What could stand where the last word stands; `words` are those after `netops`.
 *
 * Each candidate is a word, or a word, a tab and what it means. An empty answer leaves the shell to
 * offer files.
 */
export async function completeWords(
  words: readonly string[],
  readLive: ReadLiveNames,
): Promise<readonly string[]> {
  const joined = joinEquals(words);
  const typed = joined.at(-1) ?? "";
  const before = joined.slice(0, -1);
  const { spec, path, words: others } = resolveCommand(TREE, GLOBAL_OPTIONS, before);
  const options: OptionSpecs = { ...spec.options, ...GLOBAL_OPTIONS };
  const asked = askedOption(options, before, typed);
  if (asked !== undefined) {
    const candidates = await valuesOf(asked.option, readLive);
    return matching(candidates.map((value) => asked.prefix + value), typed);
  }
  if (typed.startsWith("-")) return matching(optionCandidates(options), typed);
  if (isGroup(spec)) return matching(childCandidates(spec), typed);
  const position = others.filter((word) => !word.startsWith("-")).length -
    valueCount(options, others);
  if (spec.children !== undefined && position === 0) return matching(childCandidates(spec), typed);
  const arg = spec.args?.[position] ?? spec.args?.findLast((last) => last.variadic);
  if (arg === undefined) return [];
  if (path[0] === "help") return matching(await helpCandidates(before), typed);
  return matching(arg.choices ?? await liveValues(arg.completes, readLive), typed);
}

/** Bash hands `--a=b` over as `--a`, `=`, `b`. */
function joinEquals(words: readonly string[]): string[] {
  return words.filter((word, index) => word !== "=" || index === words.length - 1)
    .map((word) => word === "=" ? "" : word);
}

function askedOption(options: OptionSpecs, before: readonly string[], typed: string) {
  const [name = "", value] = typed.split("=", 2);
  const word = value === undefined ? before.at(-1) ?? "" : name;
  if (!takesValue(options, word)) return undefined;
  const found = Object.entries(options).find(([key, spec]) =>
    word === `--${longName(key)}` || word === `-${spec.short}`
  );
  return found && { option: found[1], prefix: value === undefined ? "" : `${name}=` };
}

function valuesOf(option: OptionSpec, readLive: ReadLiveNames): Promise<readonly string[]> {
  if (option.kind === "enum") return Promise.resolve(option.choices);
  return liveValues(option.kind === "string" ? option.completes : undefined, readLive);
}

async function liveValues(
  source: CompletionSource | undefined,
  readLive: ReadLiveNames,
): Promise<readonly string[]> {
  if (source !== "apps" && source !== "instances") return [];
  const live = await readLive();
  return source === "apps" ? live.apps : [...live.apps, ...live.instances];
}

function valueCount(options: OptionSpecs, words: readonly string[]): number {
  return words.filter((word) => takesValue(options, word)).length;
}

function optionCandidates(options: OptionSpecs): string[] {
  const all = Object.entries(options).filter(([, spec]) => !spec.hidden);
  return [...all.map(([key, spec]) => `--${longName(key)}\t${spec.help}`), "--help\texplain it"];
}

function childCandidates(spec: CommandSpec): string[] {
  return (spec.children ?? []).filter((child) => !child.hidden)
    .map((child) => `${child.name}\t${child.summary}`);
}

/** Topics and error codes may stand first only; below them are the children of a command. */
async function helpCandidates(before: readonly string[]): Promise<readonly string[]> {
  const words = before.filter((word) => !word.startsWith("-")).slice(1);
  const named = findCommand(TREE, words);
  if (words.length > 0) return named === undefined ? [] : childCandidates(named);
  const { TOPICS } = await import("../help/topics.ts");
  return [...childCandidates(TREE), ...Object.keys(TOPICS), "topics\tall topics and error codes"];
}

function matching(candidates: readonly string[], typed: string): readonly string[] {
  return candidates.filter((candidate) => candidate.startsWith(typed));
}
