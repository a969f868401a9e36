import { mergeVariables, readVariables } from "@netops/chaos/experiment";
import type { RunOrder } from "@netops/chaos/runner";
import { NetopsError } from "@netops/core";
import { resolve } from "node:path";
import type { CommandContext } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { RUN_EXPERIMENT_OPTIONS } from "../tree/experiment_commands.ts";
import { findExperiment } from "./find_experiment.ts";

/** The words of `chaos run`. */
export type RunWords = ParsedCommand<typeof RUN_EXPERIMENT_OPTIONS>;

/** Reads what is to be run, and how. @throws {NetopsError} NOT_FOUND, USAGE */
export function readOrder({ args, options }: RunWords, context: CommandContext): RunOrder {
  const { cwd, host } = context;
  const { file, text } = findExperiment(args.experiment ?? "", cwd);
  const { seed, compat, dry, rollbackStrategy, hypothesisStrategy } = options;
  const frequencyS = readSeconds(options.hypothesisFrequency);
  return {
    ...{ id: `x-${host.randomHex(4)}`, file, text, dir: cwd, timeLimitMs: options.timeLimit },
    ...(seed === undefined ? {} : { seed }),
    ...(compat === undefined ? {} : { compat }),
    ...(dry === undefined ? {} : { dry }),
    ...(rollbackStrategy === undefined ? {} : { rollbackStrategy }),
    ...(hypothesisStrategy === undefined ? {} : { hypothesisStrategy }),
    ...(frequencyS === undefined ? {} : { hypothesisFrequencyS: frequencyS }),
    ...(options.failFast ? { failFast: true } : {}),
    ...(options.noValidation ? { noValidation: true } : {}),
    ...readValues(options, cwd),
  };
}

/** Values that nobody can read are told before anything begins. */
function readValues(
  { var: variables = [], varFile = [] }: RunWords["options"],
  cwd: string,
): Pick<RunOrder, "variables" | "variableFiles"> {
  for (const variable of variables) {
    refuseUnreadable(`--var "${variable}" as NAME[:TYPE]=VALUE`, () => readVariables([variable]));
  }
  const variableFiles = varFile.map((path) => readVariableFile(path, cwd));
  for (const file of variableFiles) {
    refuseUnreadable(`--var-file "${file.path}"`, () => mergeVariables({}, [file]));
  }
  return { variables, variableFiles };
}

/** @throws {NetopsError} USAGE when reading fails. */
function refuseUnreadable(what: string, read: () => unknown): void {
  try {
    read();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NetopsError("USAGE", `Cannot read ${what}: ${why}`, {
      ...{ cause, fix: "netops help chaos run" },
    });
  }
}

function readSeconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (Number(text) > 0) return Number(text);
  throw new NetopsError("USAGE", `Cannot read --hypothesis-frequency "${text}" as seconds`);
}

function readVariableFile(path: string, cwd: string) {
  try {
    return { path, text: Deno.readTextFileSync(resolve(cwd, path)) };
  } catch (cause) {
    throw new NetopsError("NOT_FOUND", `Cannot read --var-file "${path}"`, { cause });
  }
}
