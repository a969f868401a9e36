import { TextLineStream } from "./text_lines.ts";

const WORKER = new URL("chaostoolkit_worker.py", import.meta.url).pathname;

/** What the Chaos Toolkit is asked to do. */
export interface ToolkitRequest {
  readonly args: readonly string[];
  readonly dir: string;
}

/** How it ended. */
export interface ToolkitAnswer {
  readonly exit: number;
  readonly journal: string | null;
}

/** The real Chaos Toolkit in one Python process, which runs one experiment after the other. */
export class ChaosToolkit implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;

  /** Starts Python; imports take a second. */
  constructor(python: string, env: Readonly<Record<string, string>>) {
    this.#child = new Deno.Command(python, {
      args: [WORKER],
      env: { ...env, PYTHONWARNINGS: "ignore" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#child.stdin.getWriter();
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream()).getReader();
  }

  /** Runs one experiment. */
  async run(request: ToolkitRequest): Promise<ToolkitAnswer> {
    await this.#writer.write(new TextEncoder().encode(JSON.stringify(request) + "\n"));
    const { value } = await this.#lines.read();
    if (value === undefined) throw new Error("The Chaos Toolkit is gone");
    return JSON.parse(value) as ToolkitAnswer;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#writer.close().catch(() => {}); // it may be gone already
    await this.#lines.cancel();
    await this.#child.status;
  }
}
