import { type FaultKind, findFaultKind } from "@netops/chaos/faults";
import { NetopsError, parseDurationMs } from "@netops/core";
import { resolve } from "node:path";
import { experimentText, type ExperimentWishes } from "../chaos/experiment_text.ts";
import { formatDurationMs } from "../chaos/format_duration.ts";
import { appsToTry } from "../chaos/guess_app.ts";
import { refuseUnfit } from "../chaos/refuse_unfit.ts";
import { refuseMistakes } from "../chaos/refuse_mistakes.ts";
import { type CommandContext, httpOf, isRunAlive, requireRun } from "../command_context.ts";
import type { ParsedCommand } from "../spec.ts";
import type { NEW_OPTIONS } from "../tree/experiment_commands.ts";

type Parsed = ParsedCommand<typeof NEW_OPTIONS>;

const FILE = "experiment.yaml";
const APP = "hello";
const FAULT = "latency";
const DURATION_MS = 10_000;
const OK = 200;

/** Writes an experiment to begin with: by asking on a terminal, or by looking at what runs. */
export async function run({ args, options }: Parsed, context: CommandContext): Promise<number> {
  const { cwd, print, globals } = context;
  const file = args.file ?? FILE;
  const path = resolve(cwd, file);
  if (!/\.ya?ml$/.test(file)) {
    throw new NetopsError("USAGE", `Cannot write "${file}" as only YAML has comments`, {
      fix: `netops chaos new ${FILE}`,
    });
  }
  if (!options.force && !options.dryRun) refuseToReplace(path, file);
  const sight = isRunAlive(context) ? await lookHere(context) : undefined;
  const [guess = APP] = sight === undefined ? [] : appsToTry(sight);
  const wishes = await wishesOf(guess, options, context);
  refuseUnfit(kindOf(wishes.fault), wishes.app, sight?.instances);
  const text = experimentText(wishes);
  refuseMistakes({ file, text });
  if (!options.dryRun) write(path, text, file);
  if (globals.json) {
    print.document({
      schema: "netops.experiment.new/v1",
      ...{ dryRun: options.dryRun, file, ...wishes, text },
    });
  } else if (options.dryRun) print.line(text.trimEnd());
  else {
    print.line(file);
    print.say(`next: netops chaos run ${file} --dry-run, then without --dry-run`);
  }
  return 0;
}

/** @throws {NetopsError} CONFLICT */
function refuseToReplace(path: string, file: string): void {
  try {
    Deno.lstatSync(path);
  } catch {
    return; // nothing is there
  }
  throw new NetopsError("CONFLICT", `${file} is there already`, {
    fix: "name another file, or replace it with --force",
  });
}

function write(path: string, text: string, file: string): void {
  try {
    Deno.writeTextFileSync(path, text);
  } catch (cause) {
    throw new NetopsError("HOME_NOT_WRITABLE", `Cannot write ${file}`, { cause });
  }
}

async function lookHere(context: CommandContext) {
  const { fleet } = requireRun(context);
  const [boot, { instances }, routes] = await Promise.all([
    ...[fleet.boot(), fleet.instances(), fleet.routes()] as const,
  ]);
  return { boot, instances, routes };
}

async function wishesOf(
  guess: string,
  options: Parsed["options"],
  context: CommandContext,
): Promise<ExperimentWishes> {
  const ask = questionsOf(context);
  const app = options.app ?? ask("Which app is hit?", guess);
  const fault = options.fault ?? ask("What happens to it? (netops chaos list)", FAULT);
  kindOf(fault);
  const lasts = formatDurationMs(options.for ?? DURATION_MS);
  const durationMs = options.for ?? parseDurationMs(ask("How long?", lasts));
  const path = options.path ?? ask("What do callers ask it for?", "/");
  const rooted = path.startsWith("/") ? path : `/${path}`;
  const seen = await statusOf(`/${app}${rooted}`, context);
  const status = Number(ask("Which status do they get when all is well?", String(seen)));
  return { app, fault, durationMs, path: rooted, status: Number.isInteger(status) ? status : seen };
}

/** Asks a person, or takes what was guessed where nobody can be asked. */
function questionsOf({ print, globals, env }: CommandContext) {
  const { out, err } = print.streams;
  const canAsk = out.isTerminal && err.isTerminal && Deno.stdin.isTerminal() && !globals.noInput &&
    !print.machine && (env["CI"] ?? "") !== "true";
  return (question: string, otherwise: string): string =>
    canAsk ? prompt(question, otherwise)?.trim() || otherwise : otherwise;
}

/** @throws {NetopsError} USAGE when it is no kind, or one that needs parameters which nobody can guess. */
function kindOf(name: string): FaultKind {
  const kind = findFaultKind(name);
  if (kind === undefined) {
    throw new NetopsError("USAGE", `No fault is called "${name}"`, { fix: "netops chaos list" });
  }
  if (kind.parameters.safeParse({}).success || name === "abort") return kind;
  throw new NetopsError("USAGE", `The fault ${name} needs parameters of its own`, {
    fix: `begin with another kind, and write them by netops chaos show ${name}`,
  });
}

/** What the gateway answers now; 200 when nobody answers, or what is answered is trouble. */
async function statusOf(path: string, context: CommandContext): Promise<number> {
  if (!isRunAlive(context)) return OK;
  const { run: { urls } } = requireRun(context);
  try {
    const answer = await httpOf(context).send({ method: "GET", url: `${urls.gateway}${path}` });
    await answer.body?.cancel();
    return answer.status < 500 && answer.status !== 404 ? answer.status : OK;
  } catch {
    // An app that does not answer now has no steady state to take as a model.
    return OK;
  }
}
