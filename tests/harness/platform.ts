import { readProcessFacts } from "./process_facts.ts";
import { TextLineStream } from "./text_lines.ts";

const ROOT = new URL("../../", import.meta.url).pathname;

/** What one run of the command line came to. */
export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly elapsedMs: number;
}

/** One row of `netops ps --json`. */
export interface PsRow {
  readonly id: string;
  readonly app: string;
  readonly serverGroup: string;
  readonly version: string;
  readonly zone: string;
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  readonly adminUrl?: string;
  readonly status: string;
  readonly restarts: number;
}

/** A folder with a `netops.yaml` and a state folder of its own; everything in it ends with the test. */
export class TestPlatform {
  readonly home: string;
  readonly dir: string;
  readonly #children: Deno.ChildProcess[] = [];

  private constructor(dir: string) {
    this.dir = dir;
    this.home = `${dir}/.netops`;
  }

  /** Writes `files` (path → text) into a new folder. */
  static async create(files: Readonly<Record<string, string>>): Promise<TestPlatform> {
    const dir = await Deno.makeTempDir({ prefix: "netops-platform-" });
    const platform = new TestPlatform(dir);
    for (const [path, text] of Object.entries(files)) await platform.write(path, text);
    return platform;
  }

  /** Writes one file of the folder. */
  async write(path: string, text: string): Promise<void> {
    const full = `${this.dir}/${path}`;
    await Deno.mkdir(full.slice(0, full.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(full, text);
  }

  /** Starts the command line without waiting for it. */
  spawn(args: readonly string[], env: Readonly<Record<string, string>> = {}): Deno.ChildProcess {
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-lock", `--config=${ROOT}deno.json`, `${ROOT}cli/main.ts`, ...args],
      cwd: this.dir,
      env: {
        NETOPS_HOME: this.home,
        XDG_STATE_HOME: `${this.dir}/state`,
        NO_COLOR: "1",
        CI: "true",
        ...env,
      },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#children.push(child);
    return child;
  }

  /** Runs the command line to its end. */
  async run(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<CliResult> {
    const startedMs = performance.now();
    const child = this.spawn(args, env);
    const output = await child.output();
    const decoder = new TextDecoder();
    return {
      code: output.code,
      stdout: decoder.decode(output.stdout),
      stderr: decoder.decode(output.stderr),
      elapsedMs: performance.now() - startedMs,
    };
  }

  /** `up -d --isolated`; throws with what it said when it does not end well. */
  async up(
    args: readonly string[] = [],
  ): Promise<{ urls: Record<string, string>; readyMs: number }> {
    const result = await this.run(["up", "-d", "--json", "--isolated", ...args]);
    if (result.code !== 0) throw new Error(`up exited ${result.code}: ${result.stderr}`);
    return JSON.parse(result.stdout);
  }

  /** Starts a foreground `up` and waits until it is healthy. */
  async upForeground(args: readonly string[] = []): Promise<Deno.ChildProcess> {
    const child = this.spawn(["up", "--isolated", ...args]);
    for (const stream of [child.stdout, child.stderr]) drain(stream);
    await until("the foreground up is healthy", 30_000, async () => await this.isHealthy());
    return child;
  }

  /** Whether `status` says healthy. */
  async isHealthy(): Promise<boolean> {
    return (await this.run(["status", "--json"])).code === 0;
  }

  /** The rows of `ps`. */
  async ps(): Promise<PsRow[]> {
    const result = await this.run(["ps", "--json"]);
    if (result.code !== 0) throw new Error(`ps exited ${result.code}: ${result.stderr}`);
    return JSON.parse(result.stdout).instances;
  }

  /** Every living process of this platform: those that carry its home, and their descendants. */
  processes(): number[] {
    return readProcessFacts(this.home).filter((pid) => pid !== Deno.pid);
  }

  /** Ends everything and removes the folder, whatever state it is in. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.run(["down", "--force"]).catch(() => undefined);
    for (const pid of this.processes()) kill(pid, "SIGKILL");
    for (const child of this.#children) {
      kill(child.pid, "SIGKILL");
      await child.status;
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream.locked) await stream.cancel();
      }
    }
    await Deno.remove(this.dir, { recursive: true });
  }
}

/** Signals a pid; one that is gone is fine. */
export function kill(pid: number, name: Deno.Signal): void {
  try {
    Deno.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Waits until `test` says yes; throws with `what` when `limitMs` are over. */
export async function until(
  what: string,
  limitMs: number,
  test: () => boolean | Promise<boolean>,
): Promise<number> {
  const startedMs = performance.now();
  while (!await test()) {
    if (performance.now() - startedMs > limitMs) {
      throw new Error(`${what}: not within ${limitMs} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return performance.now() - startedMs;
}

/** Whether somebody listens on a port of loopback. */
export async function isListening(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

async function drain(stream: ReadableStream<Uint8Array>): Promise<void> {
  const lines = stream.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
    .pipeThrough(new TextLineStream());
  for await (const _ of lines) { /* read so that the child never meets a full pipe */ }
}
