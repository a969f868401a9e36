import { parseDurationMs } from "../language/literals.ts";

/** What an `expect` line asks of errors and annotations. */
export interface Expectation {
  readonly kind: "fail" | "warn" | "no_warn" | "info" | "no_info" | "ordered";
  /** Exact text or pattern; absent when any will do. */
  readonly message?: string;
  readonly pattern?: RegExp;
}

/** Loads samples, one every `stepMs` from 0. */
export interface LoadCommand {
  readonly kind: "load";
  readonly line: number;
  readonly stepMs: number;
  readonly isWithNative: boolean;
  readonly series: readonly string[];
}

/** Evaluates a query and compares. */
export interface EvalCommand {
  readonly kind: "eval";
  readonly line: number;
  readonly query: string;
  /** An instant query has `stepMs` 0 and both times equal. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  readonly expectations: readonly Expectation[];
  readonly expectedText?: string;
  readonly expectedRange?: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly stepMs: number;
  };
  /** Lines of expected series, or of one scalar. */
  readonly results: readonly string[];
}

/** A command of the test language. */
export type TestCommand =
  | LoadCommand
  | EvalCommand
  | { readonly kind: "clear"; readonly line: number };

const LOAD = /^load(_with_nhcb)?\s+(\S+)$/;
const INSTANT = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+(?:at\s+(\S+))?\s+(.+)$/;
const RANGE =
  /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/;
const EXPECT = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/;
const EXPECT_RANGE = /^expect range vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/;

/**
 * Reads a script in the language of Prometheus' `promqltest`.
 *
 * @throws SyntaxError for a line that is no command
 */
export function parseScript(text: string): TestCommand[] {
  const lines = text.split("\n").map((line) => line.trim()).map((line) =>
    line.startsWith("#") ? "" : line
  );
  const commands: TestCommand[] = [];
  for (let at = 0; at < lines.length; at++) {
    const head = lines[at] ?? "";
    if (head === "") continue;
    const line = at + 1;
    const body: string[] = [];
    if (/^clear$/.test(head)) {
      commands.push({ kind: "clear", line });
      continue;
    }
    while ((lines[at + 1] ?? "") !== "") body.push(lines[++at] ?? "");
    commands.push(head.startsWith("load") ? load(head, body, line) : evaluation(head, body, line));
  }
  return commands;
}

function load(head: string, series: readonly string[], line: number): LoadCommand {
  const [, native, step] = LOAD.exec(head) ?? [];
  if (step === undefined) throw new SyntaxError(`Cannot read line ${line}: ${head}`);
  const stepMs = parseDurationMs(step);
  return { kind: "load", line, stepMs, isWithNative: native !== undefined, series };
}

function evaluation(head: string, body: readonly string[], line: number): EvalCommand {
  const instant = INSTANT.exec(head);
  const range = RANGE.exec(head);
  const parts = range ?? instant;
  if (parts === null) throw new SyntaxError(`Cannot read line ${line}: ${head}`);
  const [, mode] = parts;
  const times = range === null ? instantTimes(parseDurationMs(instant?.[2] ?? "0")) : {
    fromMs: parseDurationMs(range[2] ?? ""),
    toMs: parseDurationMs(range[3] ?? ""),
    stepMs: parseDurationMs(range[4] ?? ""),
  };
  const query = (range === null ? instant?.[3] : range[5]) ?? "";
  const old = mode === undefined ? [] : [{ kind: mode } as Expectation];
  return { kind: "eval", line, query, ...times, ...readBody(body, old) };
}

function instantTimes(timeMs: number) {
  return { fromMs: timeMs, toMs: timeMs, stepMs: 0 };
}

type Body = Pick<EvalCommand, "expectations" | "expectedText" | "expectedRange" | "results">;

function readBody(lines: readonly string[], old: readonly Expectation[]): Body {
  const expectations = [...old];
  const results: string[] = [];
  let rest: Partial<Body> = {};
  for (const line of lines) {
    const [, from, to, step] = EXPECT_RANGE.exec(line) ?? [];
    const [, kind, how, what] = EXPECT.exec(line) ?? [];
    if (from !== undefined && to !== undefined && step !== undefined) {
      const [fromMs, toMs, stepMs] = [from, to, step].map(parseDurationMs) as [
        number,
        number,
        number,
      ];
      rest = { ...rest, expectedRange: { fromMs, toMs, stepMs } };
    } else if (line.startsWith("expect string")) {
      rest = { ...rest, expectedText: line.replace(/^expect string\s+/, "") };
    } else if (kind !== undefined) {
      expectations.push(expectation(kind as Expectation["kind"], how, what?.trim()));
    } else if (line.startsWith("expected_fail_message")) {
      const message = line.replace(/^expected_fail_message\s+/, "");
      expectations.push({ kind: "fail", message });
    } else if (line.startsWith("expected_fail_regexp")) {
      const pattern = new RegExp(line.replace(/^expected_fail_regexp\s+/, ""), "u");
      expectations.push({ kind: "fail", pattern });
    } else results.push(line);
  }
  return { expectations, results, ...rest };
}

function expectation(kind: Expectation["kind"], ...rest: (string | undefined)[]): Expectation {
  const [how, what = ""] = rest;
  if (how === "msg") return { kind, message: what };
  if (how === "regex") return { kind, pattern: new RegExp(what) };
  return { kind };
}
