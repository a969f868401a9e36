import { Command, CommanderError, Option } from "commander";
import { NetopsError, parseDurationMs } from "@netops/core";
import {
  type ArgSpec,
  type CommandSpec,
  longName,
  type OptionSpec,
  type OptionSpecs,
  type ParsedCommand,
} from "./spec.ts";
import { suggest } from "./suggest.ts";
import { unknownWord } from "./usage_error.ts";

/** What to parse, and by which rules. */
export interface ParseRequest {
  readonly spec: CommandSpec;
  readonly path: readonly string[];
  readonly globals: OptionSpecs;
  readonly words: readonly string[];
}

/** Reads the options and arguments of one command; the only file that knows commander. */
export function parseCommand(request: ParseRequest): ParsedCommand<Record<string, OptionSpec>> {
  const specs: OptionSpecs = { ...request.globals, ...request.spec.options };
  const args = request.spec.args ?? [];
  const command = buildCommand(specs, args);
  try {
    command.parse([...request.words], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) throw usageError(error, request, specs);
    throw error;
  }
  return {
    options: readOptions(specs, command.opts()),
    ...readArgs(args, command.processedArgs),
  };
}

function buildCommand(specs: OptionSpecs, args: readonly ArgSpec[]): Command {
  const command = new Command().exitOverride().helpOption(false);
  command.configureOutput({ writeErr: () => {}, writeOut: () => {} }).action(() => {});
  for (const [key, spec] of Object.entries(specs)) command.addOption(buildOption(key, spec));
  for (const arg of args) {
    const dots = arg.variadic ? "..." : "";
    command.argument(arg.required ? `<${arg.name}${dots}>` : `[${arg.name}${dots}]`);
  }
  return command;
}

function buildOption(key: string, spec: OptionSpec): Option {
  const short = spec.short === undefined ? "" : `-${spec.short}, `;
  const value = spec.kind === "flag" ? "" : ` <${spec.value}>`;
  const option = new Option(`${short}--${longName(key)}${value}`);
  if (spec.kind === "flag") return option;
  return spec.repeat
    ? option.argParser((text: string, all: string[] | undefined) => [...(all ?? []), text])
    : option.argParser((text: string, before: unknown) => onlyOnce(key, text, before));
}

/** Of two values one would be dropped in silence. */
function onlyOnce(key: string, text: string, before: unknown): string {
  if (typeof before !== "string") return text;
  const option = `--${longName(key)}`;
  throw new NetopsError("USAGE", `Cannot take ${option} twice: "${before}" and "${text}"`, {
    fix: `give ${option} once`,
  });
}

function readOptions(specs: OptionSpecs, raw: Record<string, unknown>) {
  const values: Record<string, unknown> = {};
  for (const [key, spec] of Object.entries(specs)) {
    // commander stores `--no-x` as x=false.
    const negated = /^no[A-Z]/.test(key);
    const name = negated ? key.charAt(2).toLowerCase() + key.slice(3) : key;
    values[key] = spec.kind === "flag"
      ? raw[name] === !negated
      : readValue(key, spec, typeof raw[name] === "boolean" ? undefined : raw[name]);
  }
  return values as ParsedCommand<Record<string, OptionSpec>>["options"];
}

type ValueSpec = Exclude<OptionSpec, { kind: "flag" }>;

function readValue(key: string, spec: ValueSpec, raw: unknown): unknown {
  if (spec.repeat) return ((raw ?? []) as string[]).map((text) => convert(key, spec, text));
  const text = (raw ?? spec.default) as string | number | undefined;
  return text === undefined ? undefined : convert(key, spec, String(text));
}

function convert(key: string, spec: ValueSpec, text: string): string | number {
  const option = `--${longName(key)}`;
  if (spec.kind === "duration") return readDuration(option, text, spec.range);
  if (spec.kind === "enum" && !spec.choices.includes(text)) {
    const [near] = suggest(text, spec.choices);
    throw new NetopsError("USAGE", `Cannot take "${text}" for ${option}`, {
      fix: `${near ? `did you mean ${near}? ` : ""}use one of ${spec.choices.join(", ")}`,
    });
  }
  if (spec.kind !== "int") return text;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= spec.min && number <= spec.max) return number;
  throw new NetopsError("USAGE", `Cannot take "${text}" for ${option}`, {
    fix: `give a whole number from ${spec.min} to ${spec.max}`,
  });
}

function readDuration(
  option: string,
  text: string,
  range: readonly [string, string] | undefined,
): number {
  if (range === undefined) return parseDurationMs(text);
  const [least, most] = range;
  try {
    const durationMs = parseDurationMs(text);
    if (durationMs >= parseDurationMs(least) && durationMs <= parseDurationMs(most)) {
      return durationMs;
    }
  } catch {
    // Said below, with what would be taken.
  }
  throw new NetopsError("USAGE", `Cannot take "${text}" for ${option}`, {
    fix: `give a time from ${least} to ${most}, like 500ms, 3s or 2m`,
  });
}

function readArgs(specs: readonly ArgSpec[], raw: readonly unknown[]) {
  const args: Record<string, string | undefined> = {};
  let rest: readonly string[] = [];
  specs.forEach((spec, index) => {
    if (spec.variadic) rest = (raw[index] ?? []) as string[];
    else args[spec.name] = checkChoice(spec, raw[index] as string | undefined);
  });
  return { args, rest };
}

function checkChoice(spec: ArgSpec, text: string | undefined): string | undefined {
  if (text === undefined || spec.choices === undefined || spec.choices.includes(text)) return text;
  throw new NetopsError("USAGE", `Cannot take "${text}" for ${spec.name.toUpperCase()}`, {
    fix: `use one of ${spec.choices.join(", ")}`,
  });
}

function usageError(error: CommanderError, request: ParseRequest, specs: OptionSpecs): NetopsError {
  const help = ["netops", "help", ...request.path].join(" ");
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  if (error.code === "commander.unknownOption") {
    const known = Object.entries(specs).filter(([, spec]) => !spec.hidden);
    const names = known.map(([key]) => `--${longName(key)}`);
    return unknownWord({ what: "option", typed: quoted, known: [...names, "--help"], help });
  }
  if (error.code === "commander.missingArgument") {
    return new NetopsError("USAGE", `Missing ${quoted.toUpperCase()}`, { fix: help });
  }
  if (error.code === "commander.optionMissingArgument") {
    return new NetopsError("USAGE", `Option ${quoted} needs a value`, { fix: help });
  }
  const words = request.words.join(" ");
  const why = error.code === "commander.excessArguments" ? "too many arguments" : error.message;
  return new NetopsError("USAGE", `Cannot read "${words}": ${why.replace(/^error: /, "")}`, {
    fix: help,
  });
}
