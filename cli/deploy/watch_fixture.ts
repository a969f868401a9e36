import { FakeTimer } from "@netops/core/testing";
import type { Host, StopSignal } from "@netops/core/host";
import type { CommandContext } from "../command_context.ts";
import { Printer } from "../print/printer.ts";
import { StopControl } from "../stop_control.ts";
import type { GlobalValues } from "../tree/global_options.ts";

/** A command line in memory: what it wrote, its time, and the signals that it gets. */
export interface FakeCommandLine {
  readonly context: CommandContext;
  readonly timer: FakeTimer;
  /** What was written to stdout. */
  out(): string;
  /** What was written to stderr. */
  err(): string;
  signal(name: StopSignal): void;
}

/** Makes a command line in memory, on a terminal or not. */
export function fakeCommandLine(
  { isTerminal = false, globals = {}, env = {}, argv = [] }: {
    readonly isTerminal?: boolean;
    readonly globals?: Partial<GlobalValues>;
    readonly env?: Readonly<Record<string, string>>;
    readonly argv?: readonly string[];
  } = {},
): FakeCommandLine {
  const timer = new FakeTimer();
  const written = { out: "", err: "" };
  let onSignal: (name: StopSignal) => void = () => {};
  const terminal = (stream: "out" | "err") => ({
    isTerminal,
    size: () => ({ columns: 80, rows: 30 }),
    write: (text: string) => {
      written[stream] += text;
      return true;
    },
  });
  const host = {
    ...{ clock: timer.clock, timer, processes: { isAlive: () => false } },
    onStopSignal: (_names: readonly StopSignal[], run: (name: StopSignal) => void) => {
      onSignal = run;
      return () => {};
    },
  } as unknown as Host;
  const all = { home: "/no/such/home", ...globals } as GlobalValues;
  const { json = false, jsonl = false, quiet = false } = globals;
  const looks = { json, jsonl, quiet, verbose: false, color: "never", plain: false } as const;
  const print = new Printer(looks, { out: terminal("out"), err: terminal("err"), env });
  const stop = new StopControl(host);
  return {
    ...{ timer, out: () => written.out, err: () => written.err },
    context: { host, env, argv, cwd: "/", globals: all, print, stop },
    signal: (name) => onSignal(name),
  };
}
