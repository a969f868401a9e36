import type { FleetBoot, PlannedApp } from "@netops/core/contracts";
import { fleetCommand } from "@netops/server";
import { kill, type PsRow, TestPlatform, until } from "../harness/platform.ts";

/** What `run.json` tells of a running fleet. */
export interface RunFacts {
  readonly fleetUrl: string;
  readonly token: string;
  readonly runId: string;
  readonly urls: {
    readonly gateway: string;
    readonly registry: string;
    readonly ops: string;
    readonly watch?: string;
  };
}

/** An answer of fleet: its status and its body as JSON. */
export interface FleetAnswer {
  readonly status: number;
  // deno-lint-ignore no-explicit-any
  readonly body: any;
}

/** A running platform and a way to talk to its fleet. */
export class FleetRig {
  private constructor(readonly platform: TestPlatform, readonly run: RunFacts) {}

  /** The same platform after it was started again. */
  after(run: RunFacts): FleetRig {
    return new FleetRig(this.platform, run);
  }

  /** Boots a platform of these files and runs `test` on it; everything ends with it. */
  static async with(
    files: Readonly<Record<string, string>>,
    test: (rig: FleetRig) => Promise<void>,
  ): Promise<void> {
    await using platform = await TestPlatform.create(files);
    await platform.up();
    const run = JSON.parse(await Deno.readTextFile(`${platform.home}/run.json`));
    await test(new FleetRig(platform, run));
  }

  /** Boots fleet itself, with these apps of the platform and no services; fails when anything is left. */
  static async withApps(
    apps: readonly PlannedApp[],
    test: (rig: FleetRig) => Promise<void>,
    options: Partial<Pick<FleetBoot, "gateways" | "baseEnv">> = {},
  ): Promise<void> {
    await using platform = await TestPlatform.create({});
    const boot = { ...bootOf(platform, apps), ...options };
    const fleet = startFleet(boot);
    const lines = Promise.all([fleet.stdout.text(), fleet.stderr.text()]);
    const stdin = fleet.stdin.getWriter();
    try {
      await stdin.write(new TextEncoder().encode(`${JSON.stringify(boot)}\n`));
      await until("fleet has a run file", 10_000, () => exists(`${platform.home}/run.json`));
      const run = JSON.parse(await Deno.readTextFile(`${platform.home}/run.json`));
      const rig = new FleetRig(platform, run);
      await until("the platform is ready", 30_000, async () => {
        const { body } = await rig.ask("GET", "/v1/boot");
        if (body.failure !== undefined) throw new Error(JSON.stringify(body.failure));
        return body.phase === "ready";
      });
      await test(rig);
    } finally {
      kill(fleet.pid, "SIGTERM");
      await fleet.status;
      // The pipe is broken by now.
      await stdin.close().catch(() => undefined);
      await lines;
    }
    const left = platform.processes();
    if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
  }

  /** Asks fleet with its token. */
  async ask(method: string, path: string, body?: unknown): Promise<FleetAnswer> {
    const response = await this.send(method, path, body);
    return { status: response.status, body: await response.json() };
  }

  /** Asks fleet with its token and leaves the answer unread. */
  send(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.run.fleetUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.run.token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  /** Opens a stream of fleet that ends with the signal. */
  open(path: string, signal: AbortSignal): Promise<Response> {
    const headers = { authorization: `Bearer ${this.run.token}` };
    return fetch(`${this.run.fleetUrl}${path}`, { headers, signal });
  }

  /** The instances of an app, as fleet lists them. */
  async instances(app: string): Promise<PsRow[]> {
    const { body } = await this.ask("GET", "/v1/instances");
    return body.instances.filter((row: PsRow) => row.app === app);
  }

  /** Waits until so many instances of an app are UP and no other is there. */
  async untilUp(app: string, count: number): Promise<PsRow[]> {
    let rows: PsRow[] = [];
    await until(`${count} of ${app} are up`, 15_000, async () => {
      rows = await this.instances(app);
      return rows.length === count && rows.every((row) => row.status === "UP");
    });
    return rows;
  }

  /** GETs a path of the gateway again and again while `run` works; answers what went wrong. */
  async whileAsking(path: string, run: () => Promise<void>): Promise<Asked> {
    const asked: Asked = { count: 0, failures: [], versions: new Set() };
    let over = false;
    const ask = async () => {
      while (!over) {
        const response = await fetch(`${this.run.urls.gateway}${path}`);
        const text = await response.text();
        asked.count++;
        if (response.status !== 200) asked.failures.push(`${response.status} ${text}`);
        else asked.versions.add(JSON.parse(text).version);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    const asking = Promise.all([ask(), ask()]);
    try {
      await run();
    } finally {
      over = true;
      await asking;
    }
    return asked;
  }
}

/** What a steady caller of the gateway saw. */
export interface Asked {
  count: number;
  readonly failures: string[];
  readonly versions: Set<string>;
}

export { kill, until };

function startFleet({ home }: FleetBoot): Deno.ChildProcess {
  const [program, ...args] = fleetCommand(Deno.execPath());
  return new Deno.Command(program, {
    args,
    env: { NETOPS_HOME: home },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

function bootOf({ dir, home }: TestPlatform, platform: readonly PlannedApp[]): FleetBoot {
  return {
    ...{ runId: "rig-run", token: "rig-token-rig-token", home, projectDir: dir, profile: "std" },
    ...{
      seed: "1",
      detached: true,
      ports: { gateway: 0, ops: 0, registry: 0, telemetry: 0, toxiproxy: 0 },
      gateways: 1,
    },
    regions: [{ name: "eu", zones: ["eu-a", "eu-b", "eu-c"] }],
    telemetry: { retentionMs: 3_600_000 },
    ...{ platform, services: [], bootTimeoutMs: 30_000, allowOrigins: [], baseEnv: {} },
  };
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
