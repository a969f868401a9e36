import { ActivityFailed, noAttribute, PythonError, typeName } from "../python/python_error.ts";
import { hasValues, substitute } from "../python/template.ts";
import { textOf } from "../python/text.ts";
import {
  isMap,
  isNumeric,
  isTruthy,
  numberOf,
  type Value,
  type ValueMap,
} from "../python/value.ts";
import type { ProgramResult } from "@netops/core";
import { type ActivityCall, LARGEST_OUTPUT_BYTES } from "./call.ts";
import { decodeOutput } from "./decode_output.ts";
import { expandHome, whichProgram } from "./program_path.ts";

const SIGNALS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGXCPU: 24,
  SIGXFSZ: 25,
};

/** The number by which Python tells a signal: negative. */
export function signalStatus(signal: string): number {
  return -(SIGNALS[signal] ?? 1);
}

/**
 * Runs a program: `{status, stdout, stderr}`. A text of arguments goes through a shell, a list drops null and
 * empty text. An exit code that is not 0 is no failure.
 *
 * @throws {ActivityFailed} when `timeout` (in s) passes.
 * @throws {PythonError} when the provider is not what it should be.
 */
export async function runProcess(provider: ValueMap, call: ActivityCall): Promise<Value> {
  const command = commandOf(provider, call);
  const result = await runWithin(command, provider["timeout"] ?? null, call);
  return {
    status: result.signal === undefined ? result.code : signalStatus(result.signal),
    stdout: decodeOutput(result.stdout),
    stderr: decodeOutput(result.stderr),
  };
}

function commandOf(provider: ValueMap, call: ActivityCall): [string, ...string[]] {
  const given = Object.hasOwn(provider, "arguments") ? provider["arguments"] ?? null : [];
  const args = isTruthy(given) && hasValues(call.scope) ? substitute(given, call.scope) : given;
  const path = provider["path"];
  if (typeof path !== "string") throw noAttribute(path, "path");
  const program = whichProgram(expandHome(path, call.env), call.ports, call.env);
  if (typeof args === "string") {
    return ["/bin/sh", "-c", `${shellWord(program, path, call)} ${args}`];
  }
  const words = isMap(args) ? Object.entries(args).flat() : args;
  if (!Array.isArray(words)) {
    throw new PythonError("TypeError", `'${typeName(words)}' object is not iterable`);
  }
  if (program === undefined) {
    throw new PythonError("TypeError", "expected str, bytes or os.PathLike object, not NoneType");
  }
  const texts = words.filter((word) => word !== null && word !== "").map(textOf);
  if (texts.some((text) => text.includes("\0"))) {
    throw new PythonError("ValueError", "embedded null byte");
  }
  return [program, ...texts];
}

/** How a shell calls a program; by its name it is not taken for a command of the shell's own. */
function shellWord(program: string | undefined, path: string, { ports }: ActivityCall): string {
  const isNamed = ports.surroundings.namesPrograms === true && !path.includes("/");
  return program !== undefined && isNamed ? `/usr/bin/env ${path}` : program ?? "None";
}

async function runWithin(
  command: [string, ...string[]],
  timeout: Value,
  call: ActivityCall,
): Promise<ProgramResult> {
  if (timeout !== null && !isNumeric(timeout)) {
    throw new PythonError("TypeError", `unsupported timeout of type '${typeName(timeout)}'`);
  }
  const { ports, env } = call;
  const expiry = new AbortController();
  const delayMs = timeout === null ? Infinity : Math.max(0, numberOf(timeout) * 1000);
  const expired = new ActivityFailed("process activity took too long to complete");
  const cancel = Number.isFinite(delayMs)
    ? ports.timer.after(delayMs, () => expiry.abort(expired))
    : () => undefined;
  try {
    return await ports.programs.run({
      command,
      dir: ports.surroundings.dir,
      env,
      limitBytes: LARGEST_OUTPUT_BYTES,
      signal: AbortSignal.any([call.signal, expiry.signal]),
    });
  } finally {
    cancel();
  }
}
