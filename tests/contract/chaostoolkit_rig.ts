import { createHost } from "@netops/core/host";
import {
  createExperimentPorts,
  jsonText,
  mergeVariables,
  PythonError,
  readExperiment,
  readJson,
  readVariables,
  runExperiment,
  type RunOptions,
  SyntaxProblem,
  toJournal,
  verdictOf,
} from "@netops/chaos/experiment";
import type { ChaosToolkit } from "../harness/chaos_toolkit.ts";

/** Options of a run, as a command line has them. */
export interface CaseOptions
  extends
    Pick<RunOptions, "dry" | "failFast" | "noValidation" | "hypothesisStrategy">,
    Pick<RunOptions, "hypothesisFrequencyS" | "rollbackStrategy"> {
  readonly vars?: readonly string[];
  readonly varFiles?: readonly string[];
}

/** One experiment with one set of options. */
export interface ToolkitCase {
  readonly file: string;
  readonly text: string;
  readonly options: CaseOptions;
}

/** What experiments find in their environment. */
export const CASE_ENV: Readonly<Record<string, string>> = {
  NETOPS_TEST_A: "alpha",
  NETOPS_TEST_N: "42",
  NETOPS_TEST_J: '{"k": [1, 2.0]}',
};

/** Files that lie beside an experiment. */
const FILES: Readonly<Record<string, string>> = {
  "five": "12345",
  "script.sh": "#!/bin/sh\necho script $1\n",
  "vars.json":
    '{"configuration": {"both": "file", "b": "json"}, "secrets": {"app": {"token": "fj"}}}',
  "vars.yaml": "configuration:\n  both: yaml\nsecrets:\n  other:\n    more: 010\n",
  "list.yaml": "- a\n",
  "set.env": "# comment\nNETOPS_FROM_FILE=from=file\n\nNETOPS_NOPE=set\n",
  "bad.json": "{",
  "bad.env": "no equals sign\n",
  "empty.json": "{}",
};

/** What both runners can be compared by. */
export interface Outcome {
  readonly exit: number;
  readonly journal: string | null;
}

/** Makes a folder of its own for a run, with the files beside the experiment. */
async function prepare(given: ToolkitCase, url: string): Promise<{ dir: string; text: string }> {
  const dir = await Deno.makeTempDir({ prefix: "netops-ctk-" });
  for (const [name, text] of Object.entries(FILES)) {
    await Deno.writeTextFile(`${dir}/${name}`, text);
  }
  await Deno.chmod(`${dir}/script.sh`, 0o755);
  const text = given.text.replaceAll("__URL__", url).replaceAll("__DIR__", dir);
  await Deno.writeTextFile(`${dir}/${given.file}`, text);
  return { dir, text };
}

/** Runs a case with the Chaos Toolkit. */
export async function runTheirs(
  toolkit: ChaosToolkit,
  given: ToolkitCase,
  url: string,
): Promise<Outcome> {
  const { dir } = await prepare(given, url);
  try {
    const answer = await toolkit.run({ dir, args: [...argumentsOf(given.options), given.file] });
    return { exit: answer.exit, journal: answer.journal?.replaceAll(dir, "__DIR__") ?? null };
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function argumentsOf(options: CaseOptions): string[] {
  const flag = (name: string, value: string | number | undefined) =>
    value === undefined ? [] : [`--${name}`, String(value)];
  return [
    ...flag("dry", options.dry),
    ...flag("rollback-strategy", options.rollbackStrategy),
    ...flag("hypothesis-strategy", options.hypothesisStrategy),
    ...flag("hypothesis-frequency", options.hypothesisFrequencyS),
    ...(options.failFast ? ["--fail-fast"] : []),
    ...(options.noValidation ? ["--no-validation"] : []),
    ...(options.vars ?? []).flatMap((text) => ["--var", text]),
    ...(options.varFiles ?? []).flatMap((path) => ["--var-file", path]),
  ];
}

/** Runs a case with netops. */
export async function runOurs(given: ToolkitCase, url: string): Promise<Outcome> {
  const { dir, text } = await prepare(given, url);
  const env = { ...Deno.env.toObject(), ...CASE_ENV };
  const ports = createExperimentPorts(createHost(), { seed: "1", dir, env });
  try {
    const outcome = await compatRun(given, text, { dir, ports });
    return { ...outcome, journal: outcome.journal?.replaceAll(dir, "__DIR__") ?? null };
  } finally {
    ports.http.close();
    ports.programs.endAll();
    await Deno.remove(dir, { recursive: true });
  }
}

/** What the command line does around a run: words that are wrong end with 2, files with 1. */
async function compatRun(
  { file, options }: ToolkitCase,
  text: string,
  { dir, ports }: { dir: string; ports: ReturnType<typeof createExperimentPorts> },
): Promise<Outcome> {
  const { vars = [], varFiles = [], ...rest } = options;
  let given;
  try {
    given = readVariables(vars);
  } catch {
    return { exit: 2, journal: null };
  }
  try {
    const files = varFiles.map((path) => ({ path, text: Deno.readTextFileSync(`${dir}/${path}`) }));
    const variables = mergeVariables(given, files);
    const experiment = readExperiment(text, file);
    const record = await runExperiment(experiment, ports, {
      ...rest,
      variables,
      compat: "chaostoolkit",
    });
    return { exit: verdictOf(record).exitCode, journal: toJournal(record) ?? null };
  } catch (error) {
    if (error instanceof SyntaxProblem || error instanceof PythonError) {
      return { exit: 1, journal: null };
    }
    throw error;
  }
}

/** Says how two outcomes differ; undefined when they do not. */
export function outcomeDifference(theirs: Outcome, ours: Outcome): string | undefined {
  if (theirs.exit !== ours.exit) return `exit ${theirs.exit}, ours ${ours.exit}`;
  if (theirs.journal === null || ours.journal === null) {
    return theirs.journal === ours.journal
      ? undefined
      : `journal ${theirs.journal === null ? "none" : "written"}, ours ${
        ours.journal === null ? "none" : "written"
      }`;
  }
  const [left, right] = [theirs.journal, ours.journal].map((text) =>
    jsonText(comparable(readJson(text).value as Json) as never, { indent: 1 }).split("\n")
  ) as [string[], string[]];
  const at = left.findIndex((line, index) => line !== right[index]);
  if (at < 0 && left.length === right.length) return undefined;
  const first = at < 0 ? left.length : at;
  return `line ${first}: ${left.slice(Math.max(0, first - 2), first + 2).join(" ")}\n   ours: ${
    right.slice(Math.max(0, first - 2), first + 2).join(" ")
  }`;
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const DROPPED: ReadonlySet<string> = new Set([
  ...["chaoslib-version", "platform", "node", "start", "end", "duration"],
]);

/** A journal without times and places, and with as many checks beside the method as count. */
function comparable(value: Json, key = ""): Json {
  if (key === "exception" && Array.isArray(value)) return [errorLine(String(value.at(-1)))];
  if (key === "during" && Array.isArray(value)) return duringSummary(value);
  if (Array.isArray(value)) return value.map((item) => comparable(item));
  if (typeof value !== "object" || value === null || !isPlain(value)) return value;
  const members = Object.entries(value).filter(([name]) =>
    !DROPPED.has(name) && !(key === "output" && name === "headers")
  );
  return Object.fromEntries(members.map(([name, member]) => [name, comparable(member, name)]));
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

/** How often a check ran beside the method hangs on time; what it found does not. */
function duringSummary(states: Json[]): Json {
  const seen = states.map((state) =>
    String((state as { steady_state_met: Json }).steady_state_met)
  );
  return [...new Set(seen)];
}

/** Requests' words for a lost connection name objects of Python; the class is what counts. */
function errorLine(line: string): string {
  return line.replace(/failed to connect to .*/s, "failed to connect").trim();
}
