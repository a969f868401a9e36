import { NetopsError } from "@netops/core";
import type { CommandContext } from "../command_context.ts";
import { shellLine } from "../print/shell_line.ts";

/** Where an answer comes from. */
export interface AnswerSource {
  isTerminal(): boolean;
  read(buffer: Uint8Array): Promise<number | null>;
}

/** What somebody is asked before something changes. */
export interface Question {
  /** What will happen, a line each. */
  readonly lines: readonly string[];
  readonly question: string;
  /** Standard input when left out. */
  readonly source?: AnswerSource;
}

/** The exit code when somebody said no: halted early, and nothing was done. */
export const NOT_AGREED = 7;

/**
 * Whether to go on: asks on a terminal; Ctrl-C ends the question as it ends everything.
 *
 * @throws {NetopsError} USAGE where nobody can be asked, as a script says `--yes`
 */
export async function askYes(
  { lines, question, source = Deno.stdin }: Question,
  { print, globals, env, argv, stop }: CommandContext,
): Promise<boolean> {
  const { err } = print.streams;
  const canAsk = err.isTerminal && source.isTerminal() && !globals.noInput && !print.machine &&
    env["CI"] !== "true";
  if (!canAsk) {
    throw new NetopsError("USAGE", "Cannot ask whether to go on as nobody is at a terminal", {
      fix: unaskedLine(argv),
    });
  }
  for (const line of lines) err.write(`${line}\n`);
  err.write(`${question} [y/N] `);
  const answer = await Promise.race([readLine(source), aborted(stop.signal)]);
  return /^y(es)?$/i.test(answer.trim());
}

/** The very command that was given, and that it need not ask: a shorter one would do something else. */
function unaskedLine(argv: readonly string[]): string {
  const end = argv.indexOf("--");
  const at = end === -1 ? argv.length : end;
  return shellLine(["netops", ...argv.toSpliced(at, 0, "--yes")]);
}

async function readLine(source: AnswerSource): Promise<string> {
  const buffer = new Uint8Array(256);
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes("\n")) {
    const count = await source.read(buffer);
    if (count === null) break;
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
  }
  return text;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
