import { TextLineStream } from "../harness/text_lines.ts";
import type { TestPlatform } from "../harness/platform.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** A command line in a terminal, of 100 × 30 when nothing else is said. */
export interface PtySession {
  /** Everything that was written so far, escape codes and all. */
  output(): string;
  /** Types into the terminal; "\x03" is Ctrl-C. */
  type(text: string): Promise<void>;
  /** The exit code of the command. */
  readonly code: Promise<number>;
}

/** Starts the command line in a pseudo-terminal, by `script` of util-linux; COLUMNS and LINES are its size. */
export function openPty(
  args: readonly string[],
  platform: TestPlatform,
  env: Readonly<Record<string, string>> = {},
): PtySession {
  const cli = [Deno.execPath(), "run", "-A", "--no-lock", `--config=${ROOT}deno.json`];
  const words = [...cli, `${ROOT}cli/main.ts`, ...args].map((word) => `'${word}'`).join(" ");
  const { COLUMNS = "100", LINES = "30" } = env;
  const child = new Deno.Command("script", {
    args: ["-qfec", `stty cols ${COLUMNS} rows ${LINES}; exec ${words}`, "/dev/null"],
    cwd: platform.dir,
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: Deno.env.get("HOME") ?? "",
      SHELL: "/bin/sh",
      TERM: "xterm-256color",
      NETOPS_HOME: platform.home,
      XDG_STATE_HOME: `${platform.dir}/state`,
      ...env,
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const writer = child.stdin.getWriter();
  let output = "";
  const read = readInto(child.stdout, (text) => output += text);
  return {
    output: () => output,
    type: (text) => writer.write(new TextEncoder().encode(text)),
    code: child.status.then(async ({ code }) => {
      await read;
      await writer.abort().catch(() => undefined);
      return code;
    }),
  };
}

async function readInto(stream: ReadableStream<Uint8Array>, add: (text: string) => void) {
  const lines = stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .pipeThrough(new TextLineStream());
  for await (const line of lines) add(`${line}\n`);
}
