import type { ServiceBoot } from "@netops/core/contracts";
import { TextLineStream } from "./text_lines.ts";

/** What to start and how. */
export interface StartServiceOptions {
  /** The entry, relative to the root of the repository: `server/kv/main.ts`. */
  readonly entry: string;
  /** Whatever differs from the defaults of a lonely process: no registry, no fleet, free ports. */
  readonly boot?: Partial<ServiceBoot>;
  /** The permission flags; by default loopback network, reading, and writing below `boot.home`. */
  readonly permissions?: readonly string[];
  /** How long the process may take until `/healthz` answers 2xx. */
  readonly startTimeoutMs?: number;
}

/** A process of ours that runs alone, without fleet. */
export interface RunningService {
  readonly boot: ServiceBoot;
  /** Base address of its own protocol, without a trailing slash. */
  readonly url: string;
  readonly pid: number;
  /** Everything it printed so far, both streams. */
  readonly lines: readonly string[];
  /** Resolves when the process is gone. */
  readonly exited: Promise<Deno.CommandStatus>;
  /** SIGKILL; resolves when the process is gone. Its home stays, so that it can be started again. */
  kill(): Promise<Deno.CommandStatus>;
  /** SIGTERM, then SIGKILL after 5 s; resolves when the process is gone. The home stays. */
  stop(): Promise<Deno.CommandStatus>;
  /** Closes its stdin, as a dead parent would; resolves when the process is gone. */
  abandon(): Promise<Deno.CommandStatus>;
  /** Ends the process if it still runs and removes the home, when this harness made it. */
  [Symbol.asyncDispose](): Promise<void>;
}

const ROOT = new URL("../../", import.meta.url).pathname;
const STOP_DEADLINE_MS = 5_000;

/** A TCP port on loopback that was free a moment ago. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

/**
 * Starts one process of ours with a boot line on stdin, and waits until it is healthy.
 *
 * @throws {Error} with its last lines when it exits or is not healthy in time.
 */
export async function startService(options: StartServiceOptions): Promise<RunningService> {
  const ownHome = options.boot?.home === undefined;
  const home = options.boot?.home ?? await Deno.makeTempDir({ prefix: "netops-test-" });
  const boot = completeBoot(options, home);
  await Deno.mkdir(boot.dataDir, { recursive: true });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", ...(options.permissions ?? defaultPermissions(home)), ROOT + options.entry],
    cwd: ROOT,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const service = new ChildService(child, boot, ownHome ? home : undefined);
  try {
    await service.begin(options.startTimeoutMs ?? 15_000);
  } catch (thrown) {
    await service[Symbol.asyncDispose]();
    throw thrown;
  }
  return service;
}

function completeBoot(options: StartServiceOptions, home: string): ServiceBoot {
  const app = options.boot?.app ?? options.entry.split("/").at(-2) ?? "app";
  const port = options.boot?.port ?? freePort();
  return {
    runId: "test-run",
    instanceId: `${app}-1`,
    app,
    cluster: app,
    serverGroup: `${app}-v000`,
    version: "test",
    region: "local",
    zone: "-",
    host: "127.0.0.1",
    port,
    adminPort: port,
    home,
    dataDir: `${home}/data/${app}`,
    token: "test-token-test-token",
    // Nothing listens on port 1: calls to fleet fail at once.
    fleetUrl: "http://127.0.0.1:1",
    registryUrl: "",
    kvUrl: "http://127.0.0.1:1",
    gatewayUrl: "http://127.0.0.1:1",
    telemetryUrl: "",
    seed: "1",
    config: {},
    ...options.boot,
  };
}

function defaultPermissions(home: string): string[] {
  return [
    "--allow-net=127.0.0.0/8",
    "--allow-env=DENO_KV_ACCESS_TOKEN",
    "--allow-read",
    `--allow-write=${home}`,
    "--no-prompt",
  ];
}

class ChildService implements RunningService {
  readonly lines: string[] = [];
  readonly url: string;
  readonly pid: number;
  readonly exited: Promise<Deno.CommandStatus>;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #drained: Promise<unknown>;
  #gone = false;

  constructor(
    child: Deno.ChildProcess,
    readonly boot: ServiceBoot,
    readonly ownHome: string | undefined,
  ) {
    this.#child = child;
    this.pid = child.pid;
    this.url = `http://${boot.host}:${boot.port}`;
    this.#stdin = child.stdin.getWriter();
    this.#drained = Promise.all([this.#drain(child.stdout), this.#drain(child.stderr)]);
    this.exited = child.status.then(async (status) => {
      this.#gone = true;
      await this.#drained;
      // A pipe whose reader is gone cannot be closed politely.
      await this.#stdin.close().catch(() => {});
      return status;
    });
  }

  async begin(timeoutMs: number): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode(JSON.stringify(this.boot) + "\n"));
    const deadline = Date.now() + timeoutMs;
    while (!await this.#healthy()) {
      const said = this.lines.slice(-20).join("\n");
      if (this.#gone) throw new Error(`${this.boot.app} exited before it was healthy\n${said}`);
      if (Date.now() > deadline) throw new Error(`${this.boot.app} is not healthy\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  kill(): Promise<Deno.CommandStatus> {
    return this.#signal("SIGKILL");
  }

  async stop(): Promise<Deno.CommandStatus> {
    const timer = setTimeout(() => this.#signal("SIGKILL"), STOP_DEADLINE_MS);
    const status = await this.#signal("SIGTERM");
    clearTimeout(timer);
    return status;
  }

  async abandon(): Promise<Deno.CommandStatus> {
    await this.#stdin.close();
    return await this.exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    if (this.ownHome !== undefined) await Deno.remove(this.ownHome, { recursive: true });
  }

  async #healthy(): Promise<boolean> {
    try {
      const response = await fetch(`http://${this.boot.host}:${this.boot.adminPort}/healthz`);
      await response.body?.cancel();
      return response.ok;
    } catch {
      // Refused: it does not listen yet.
      return false;
    }
  }

  async #drain(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    const lines = stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
    for await (const line of lines) this.lines.push(line);
  }

  #signal(name: Deno.Signal): Promise<Deno.CommandStatus> {
    if (!this.#gone) this.#child.kill(name);
    return this.exited;
  }
}
