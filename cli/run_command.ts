import { NetopsError, toNetopsError } from "@netops/core";
import { createHost, type Host } from "@netops/core/host";
import { checkOutput } from "./check_output.ts";
import { type CommandContext, homeOf } from "./command_context.ts";
import { explainUnreachable } from "./explain_unreachable.ts";
import { isAbsolute, join } from "./home/paths.ts";
import { parseCommand } from "./parse_commander.ts";
import { Printer } from "./print/printer.ts";
import { resolveCommand } from "./resolve_command.ts";
import type { CommandModule, CommandSpec } from "./spec.ts";
import { StopControl } from "./stop_control.ts";
import { GLOBAL_OPTIONS, type GlobalValues } from "./tree/global_options.ts";
import { TREE } from "./tree.ts";

const FORCED_EXIT_AFTER_MS = 8_000;

/** Parses a command line, runs its command, prints what fails, and answers the exit code. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  let printer = new Printer(looksOf(argv));
  const host = createHost();
  const stop = new StopControl(host);
  let home: string | undefined;
  try {
    const { spec, path, words } = resolveCommand(TREE, GLOBAL_OPTIONS, argv);
    const parsed = parseCommand({ spec, path, globals: GLOBAL_OPTIONS, words });
    const globals = parsed.options as unknown as GlobalValues;
    printer = new Printer(outputOptions(globals));
    checkOutput({ spec, path, globals, options: parsed.options });
    const context = createContext({ host, argv, globals, print: printer, stop });
    home = homeOf(context);
    const module = await load(spec);
    const code = await endBySignal(module.run(parsed as never, context as never), context);
    return stop.settled ?? stop.exitCode ?? code;
  } catch (thrown) {
    if (stop.exitCode !== undefined && isAbort(thrown)) return stop.exitCode;
    return fail(thrown, { printer, host, home });
  } finally {
    stop.close();
  }
}

/** A command that does not end 8 s after the second signal is left where it is. */
function endBySignal(work: Promise<number>, context: CommandContext): Promise<number> {
  return new Promise((resolve, reject) => {
    const { force } = context.stop;
    let cancel = () => {};
    const onForce = () => {
      cancel = context.host.timer.after(FORCED_EXIT_AFTER_MS, () => resolve(1));
    };
    force.addEventListener("abort", onForce, { once: true });
    work.then(resolve, reject).finally(() => {
      force.removeEventListener("abort", onForce);
      cancel();
    });
  });
}

function load(spec: CommandSpec): Promise<CommandModule> {
  if (spec.load !== undefined) return spec.load();
  throw new NetopsError("BUG", `Command ${spec.name} has nothing to run`);
}

interface ContextParts {
  readonly host: Host;
  readonly argv: readonly string[];
  readonly globals: GlobalValues;
  readonly print: Printer;
  readonly stop: StopControl;
}

function createContext(parts: ContextParts): CommandContext {
  const env = parts.host.readEnvironment();
  const { cwd = "." } = parts.globals;
  const absolute = isAbsolute(cwd) ? cwd : join(Deno.cwd(), cwd);
  try {
    if (!Deno.statSync(absolute).isDirectory) throw new Deno.errors.NotADirectory(absolute);
  } catch (cause) {
    throw new NetopsError("USAGE", `Cannot work in ${absolute} as it is not a folder`, {
      fix: "--cwd DIR, with a folder that is there",
      cause,
    });
  }
  return { ...parts, env, cwd: absolute };
}

interface FailureParts {
  readonly printer: Printer;
  readonly host: Host;
  readonly home: string | undefined;
}

function fail(thrown: unknown, { printer, host, home }: FailureParts): number {
  const error = explainUnreachable(toNetopsError(thrown), home, host);
  if (error.code !== "BUG") {
    printer.error(error);
    return error.exitCode;
  }
  const fix = error.fix ?? "run it again with --verbose, and report what it prints";
  printer.error(new NetopsError("BUG", error.message, { fix, cause: error.cause }));
  const cause = error.cause instanceof Error ? error.cause : error;
  printer.detail(cause.stack ?? String(cause));
  return error.exitCode;
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === "AbortError";
}

function outputOptions(globals: GlobalValues) {
  const { json, jsonl, quiet, verbose, plain } = globals;
  const color = globals.noColor ? "never" : globals.color;
  return { json, jsonl, quiet, verbose, plain, color } as const;
}

/** How errors look before the options are read. */
function looksOf(argv: readonly string[]) {
  return {
    json: argv.includes("--json"),
    jsonl: argv.includes("--jsonl"),
    quiet: false,
    verbose: false,
    plain: argv.includes("--plain"),
    color: argv.includes("--no-color") ? "never" as const : undefined,
  };
}
