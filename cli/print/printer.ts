import { ERROR_CODES, type NetopsError } from "@netops/core";
import { createPaint, type Paint, wantsColor } from "./color.ts";
import { harmless } from "./text_width.ts";
import { openTerminal, type Terminal, terminalEnvironment } from "./terminal.ts";

/** What the global options say about output. */
export interface OutputOptions {
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: "auto" | "always" | "never" | undefined;
  readonly plain: boolean;
}

/** Where a printer writes; the process's own streams when left out. */
export interface PrinterStreams {
  readonly out: Terminal;
  readonly err: Terminal;
  readonly env: Readonly<Record<string, string>>;
}

/** Writes results to stdout and talk to stderr, in the form that was asked for. */
export class Printer {
  readonly options: OutputOptions;
  readonly streams: PrinterStreams;
  /** Paints for stdout. */
  readonly paint: Paint;
  /** Paints for stderr. */
  readonly paintTalk: Paint;
  /** Words instead of symbols, and no redrawing, on both streams. */
  readonly plain: boolean;

  /** Makes a printer. */
  constructor(options: OutputOptions, streams: PrinterStreams = ownStreams()) {
    const { env } = streams;
    this.options = options;
    this.streams = streams;
    this.plain = options.plain || env.TERM === "dumb" || (env.ACCESSIBLE ?? "0") !== "0";
    const question = { flag: options.color, plain: this.plain, env };
    this.paint = createPaint(wantsColor({ ...question, isTerminal: streams.out.isTerminal }));
    this.paintTalk = createPaint(wantsColor({ ...question, isTerminal: streams.err.isTerminal }));
  }

  /** Whether stdout carries a machine's form. */
  get machine(): boolean {
    return this.options.json || this.options.jsonl;
  }

  /** Whether lines may be redrawn in place on this stream. */
  canRedraw(stream: "out" | "err"): boolean {
    const terminal = this.streams[stream];
    const calm = this.plain || this.machine || (this.streams.env.CI ?? "") === "true";
    return !calm && terminal.isTerminal && terminal.size().columns >= 20;
  }

  /** How wide what is said may be: as the terminal, or 120 columns off one. */
  get talkWidth(): number {
    const { err } = this.streams;
    return err.isTerminal ? err.size().columns : 120;
  }

  /** Writes a line of the result. */
  line(text = ""): void {
    this.streams.out.write(`${text}\n`);
  }

  /** Writes the one document of `--json`, indented for people on a terminal. */
  document(value: unknown): void {
    this.line(JSON.stringify(value, null, this.streams.out.isTerminal ? 2 : undefined));
  }

  /** Writes one line of `--jsonl`; false when nobody reads any more. */
  jsonLine(value: unknown): boolean {
    return this.streams.out.write(`${JSON.stringify(value)}\n`);
  }

  /** Says something to people, unless `--quiet` or `--json`. */
  say(text: string): void {
    if (!this.options.quiet && !this.machine) this.streams.err.write(`${text}\n`);
  }

  /** Says something that only `--verbose` wants. */
  detail(text: string): void {
    if (this.options.verbose) this.streams.err.write(`${this.paintTalk("dim", text)}\n`);
  }

  /** Says what failed, with the fix as the last line; one JSON line under `--json`. */
  error(error: NetopsError, before: readonly string[] = []): void {
    if (this.machine) {
      this.streams.err.write(`${JSON.stringify(errorDocument(error))}\n`);
      return;
    }
    const head = `${this.paintTalk("red", this.plain ? "error:" : "×")} ${harmless(error.message)}`;
    const help = `  ${this.paintTalk("dim", `${error.code}, exit ${error.exitCode}`)}`;
    const fix = error.fix === undefined
      ? []
      : [`${this.paintTalk("bold", "fix:")} ${harmless(error.fix)}`];
    const lines = [head, ...before.map((line) => `  ${line}`), help, ...fix];
    this.streams.err.write(`${lines.join("\n")}\n`);
  }
}

/** The form of an error under `--json`. */
export function errorDocument(error: NetopsError): unknown {
  const hasDetails = Object.keys(error.details).length > 0;
  return {
    error: {
      code: error.code,
      title: ERROR_CODES[error.code].meaning,
      detail: error.message,
      ...(error.fix === undefined ? {} : { fix: error.fix }),
      ...(hasDetails ? { details: error.details } : {}),
    },
  };
}

/** The process's own streams. */
export function ownStreams(): PrinterStreams {
  return { out: openTerminal("stdout"), err: openTerminal("stderr"), env: terminalEnvironment() };
}
