import type { ExitStatus, SignalName, SpawnedGroup, Spawner, SpawnRequest } from "@netops/core";
import type { AppManifest, FleetBoot } from "@netops/core/contracts";
import { createSeats } from "./seats.ts";
import type { Group, Member, World } from "./model.ts";

/** A manifest of a service `hello`, for tests. */
export function manifestOf(change: Partial<AppManifest> = {}): AppManifest {
  return {
    ...{ app: "hello", tier: "service", command: ["true"], dir: "/tmp", exclude: [], env: {} },
    ...{ port: undefined, replicas: 2, health: { kind: "tcp" }, startTimeoutMs: 1_000 },
    ...{ stopTimeoutMs: 500, dependsOn: [], auth: "none", limit: undefined },
    ...{ metricsPath: undefined, optional: false },
    ...change,
  };
}

/** A group of two, for tests. */
export function groupOf(change: Partial<Group> = {}): Group {
  return {
    ...{ name: "hello-v000", cluster: "hello", version: "ver1", manifest: manifestOf() },
    ...{ dir: "/artifact", createdAtMs: 0, desired: 2, wasUp: false },
    seats: createSeats(10, [{ region: "local", zone: "a" }, { region: "local", zone: "b" }]),
    ...change,
  };
}

/** A member of `hello-v000` that is up, for tests. */
export function memberOf(change: Partial<Member> = {}): Member {
  return {
    ...{ id: "hello-v000-ab12", group: "hello-v000", slot: 0, region: "local", zone: "a" },
    ...{ host: "127.0.0.1", port: 20_001, adminPort: 20_002, startedAtMs: 0, pid: 77 },
    ...{ startMark: "1", phase: { kind: "up", sinceMs: 0 }, nextProbeMs: 0, probing: false },
    ...{ failedProbes: 0, probeReason: undefined, upSinceMs: 0 },
    ...change,
  };
}

/** A world of one group and its members, for tests. */
export function worldOf(group: Group, members: readonly Member[]): World {
  return {
    groups: new Map([[group.name, group]]),
    members: new Map(members.map((member) => [member.id, member])),
    stopping: false,
  };
}

/** A boot line of fleet, for tests. */
export function bootOf(change: Partial<FleetBoot> = {}): FleetBoot {
  return {
    ...{ runId: "run-1", token: "s3cret-token", home: "/home/.netops", projectDir: "/project" },
    ...{ profile: "none", seed: "7", detached: true, bootTimeoutMs: 60_000, allowOrigins: [] },
    telemetry: { retentionMs: 3_600_000 },
    ...{
      ports: { gateway: 7070, ops: 7071, registry: 7072, telemetry: 7073, toxiproxy: 7074 },
      gateways: 2,
      services: [],
    },
    platform: [],
    regions: [{ name: "local", zones: ["a", "b"] }],
    baseEnv: { PATH: "/usr/bin", GREETING: "base" },
    ...change,
  };
}

/** A process group that a test ends and lets speak. */
export class FakeProcess implements SpawnedGroup {
  readonly startMark = "1";
  readonly signals: SignalName[] = [];
  readonly exited: Promise<ExitStatus>;
  readonly lines: AsyncIterable<{ stream: "stdout" | "stderr"; text: string }>;
  #say: (text: string) => void = () => undefined;
  #hangUp: () => void = () => undefined;
  #exit: (exit: ExitStatus) => void;

  /** Makes a process that was started by `request`. */
  constructor(readonly pid: number, readonly request: SpawnRequest) {
    const { promise, resolve } = Promise.withResolvers<ExitStatus>();
    this.exited = promise;
    this.#exit = resolve;
    this.lines = new ReadableStream({
      start: (controller) => {
        this.#say = (text) => controller.enqueue({ stream: "stdout", text });
        this.#hangUp = () => controller.close();
      },
    });
  }

  /** Prints a line on stdout. */
  say(text: string): void {
    this.#say(text);
  }

  /** Ends the process. */
  end(exit: ExitStatus): void {
    this.#hangUp();
    this.#exit(exit);
  }

  /** Notes a signal; SIGKILL ends the process. */
  signal(name: SignalName): boolean {
    this.signals.push(name);
    if (name === "SIGKILL") this.end({ code: 137, signal: name });
    return true;
  }

  /** Takes a boot line. */
  write(): Promise<void> {
    return Promise.resolve();
  }
}

/** Starts {@linkcode FakeProcess}es. */
export class FakeSpawner implements Spawner {
  readonly started: FakeProcess[] = [];
  /** What the next start waits for. */
  gate: Promise<void> = Promise.resolve();

  /** Starts one, when the gate is open. */
  async spawn(request: SpawnRequest): Promise<FakeProcess> {
    await this.gate;
    const process = new FakeProcess(100 + this.started.length, request);
    this.started.push(process);
    return process;
  }
}
