import type {
  ExitStatus,
  Rng,
  SignalName,
  SpawnedGroup,
  Spawner,
  SpawnRequest,
} from "@netops/core";
import { NetopsError } from "@netops/core";
import { createFixedRng, FakeTimer } from "@netops/core/testing";
import { createSeats } from "./seats.ts";
import type { Group, Member } from "./model.ts";
import type { ProbeResult } from "./observe.ts";
import { PortPool } from "./port_pool.ts";
import { Supervisor } from "./supervisor.ts";
import type { MemberChange, ProcessGuard } from "./supervisor_options.ts";

/** One process of the simulation. */
interface SimProcess {
  readonly pid: number;
  readonly instance: string;
  readonly port: number;
  alive: boolean;
  paused: boolean;
  listening: boolean;
  /** Ignores SIGTERM. */
  stubborn: boolean;
  terminated: boolean;
  /** Other members of its group, and a child that left the group. */
  readonly children: { alive: boolean; readonly strayed: boolean }[];
  readonly exit: PromiseWithResolvers<ExitStatus>;
}

/**
 * A machine that exists only in memory: processes, ports, signals, a keeper and a disk, all driven
 * by a fake clock and a seed. The supervisor on it is the real one.
 */
export class SimulatedWorld {
  readonly timer = new FakeTimer();
  readonly rng: Rng;
  readonly processes = new Map<number, SimProcess>();
  readonly guarded = new Set<number>();
  readonly violations: string[] = [];
  readonly changes: MemberChange[] = [];
  readonly supervisor: Supervisor;
  readonly pool: PortPool;
  diskFull = false;
  keeperLives = true;
  #nextPid = 100;
  readonly #strangers = new Set<number>();

  constructor(seed: string) {
    this.rng = createFixedRng(seed);
    this.pool = new PortPool({
      host: "127.0.0.1",
      first: 20_000,
      last: 20_040,
      offset: this.rng.integer(40),
      canListen: (_, port) => !this.#strangers.has(port) && this.#listenerOn(port) === undefined,
    });
    const starts = this.rng.fork("starts");
    this.supervisor = new Supervisor({
      clock: this.timer.clock,
      timer: this.timer,
      rng: this.rng.fork("ids"),
      spawner: this.#spawner(),
      processes: {
        signal: (pid, name) => this.#signalChildren(pid, name),
        signalGroup: (pid, name) => this.#signalGroup(pid, name),
        groupMembers: (pid) => this.#groupMembers(pid),
        withEnvironment: (name, id) =>
          name === "NETOPS_RUN_ID" ? this.#allStrays() : this.#straysOf(id),
      },
      ports: this.pool,
      guard: this.#guard(),
      listener: { onLine: () => undefined, onChange: (change) => this.changes.push(change) },
      host: "127.0.0.1",
      runId: "run-1",
      mayStart: () => this.timer.sleep(starts.integer(50)),
      launch: (_group, member) => ({ request: requestFor(member) }),
      probe: (_group, member) => this.#probe(member),
      withdraw: () => this.timer.sleep(this.rng.integer(100)),
    });
  }

  /** A group of the app with room for ten. */
  createGroup(app: string, desired: number, stopTimeoutMs = 500): Group {
    return {
      name: `${app}-v000`,
      cluster: app,
      version: "v",
      manifest: {
        ...{ app, tier: "service", command: ["x"], dir: "/", exclude: [], env: {} },
        ...{ port: undefined, replicas: desired, health: { kind: "tcp" } },
        ...{ startTimeoutMs: 2_000, stopTimeoutMs, dependsOn: [], auth: "none" },
        ...{ limit: undefined, metricsPath: undefined, optional: false },
      },
      dir: "/",
      createdAtMs: 0,
      desired,
      seats: createSeats(10, [{ region: "r", zone: "a" }, { region: "r", zone: "b" }]),
      wasUp: false,
    };
  }

  /** Living leaders, in order of their pids. */
  living(): SimProcess[] {
    return [...this.processes.values()].filter((process) => process.alive);
  }

  /** Living children of leaders that are gone: lost, if it stays so. */
  lostChildren(): number {
    return [...this.processes.values()]
      .filter((process) => !process.alive)
      .reduce((sum, process) => sum + process.children.filter((child) => child.alive).length, 0);
  }

  kill(process: SimProcess): void {
    this.#die(process, { code: 137, signal: "SIGKILL" });
  }

  pause(process: SimProcess): void {
    process.paused = true;
  }

  /** The process lives on, but its socket is closed. */
  losePort(process: SimProcess): void {
    process.listening = false;
  }

  /** A program of somebody else takes a port of the range. */
  strangerTakes(port: number): void {
    this.#strangers.add(port);
  }

  loseKeeper(): void {
    this.keeperLives = false;
    this.guarded.clear();
    this.timer.after(20 + this.rng.integer(200), () => {
      this.keeperLives = true;
      for (const member of this.supervisor.world.members.values()) {
        if (member.pid !== 0) this.guarded.add(member.pid);
      }
      this.supervisor.look();
    });
  }

  heal(): void {
    this.diskFull = false;
    this.#strangers.clear();
  }

  #guard(): ProcessGuard {
    const { guarded } = this;
    const lives = () => this.keeperLives;
    return {
      get ready() {
        return lives();
      },
      added: ({ pid }) => void (lives() && guarded.add(pid)),
      removed: (pid) => void guarded.delete(pid),
    };
  }

  #spawner(): Spawner {
    return {
      spawn: async (request) => {
        await this.timer.sleep(1 + this.rng.integer(20));
        if (this.diskFull && this.rng.next() < 0.5) {
          throw new NetopsError("SPAWN_FAILED", "Cannot start it as the disk is full");
        }
        return this.#start(request);
      },
    };
  }

  #start(request: SpawnRequest): SpawnedGroup {
    const pid = this.#nextPid++;
    const process: SimProcess = {
      pid,
      instance: request.env["NETOPS_INSTANCE"] ?? "",
      port: Number(request.env["PORT"]),
      alive: true,
      paused: false,
      listening: false,
      stubborn: this.rng.next() < 0.1,
      terminated: false,
      children: this.rng.next() < 0.3 ? [{ alive: true, strayed: this.rng.next() < 0.5 }] : [],
      exit: Promise.withResolvers<ExitStatus>(),
    };
    this.processes.set(pid, process);
    this.timer.after(20 + this.rng.integer(400), () => this.#listen(process));
    return {
      pid,
      startMark: String(pid),
      lines: noLines(),
      exited: process.exit.promise,
      write: () => Promise.resolve(),
      signal: (name) => this.#signalGroup(pid, name),
    };
  }

  #listen(process: SimProcess): void {
    if (!process.alive || process.paused) return;
    if (this.#strangers.has(process.port)) return this.#die(process, { code: 1 });
    const owner = this.#listenerOn(process.port);
    if (owner !== undefined) this.violations.push(`two owners of port ${process.port}`);
    process.listening = true;
  }

  #listenerOn(port: number): SimProcess | undefined {
    return this.living().find((process) => process.listening && process.port === port);
  }

  async #probe(member: Member): Promise<ProbeResult> {
    await this.timer.sleep(1 + this.rng.integer(5));
    const process = this.processes.get(member.pid);
    if (process?.paused) await this.timer.sleep(1_000);
    const healthy = process !== undefined && process.alive && process.listening && !process.paused;
    return healthy ? { healthy } : { healthy: false, reason: "refused" };
  }

  #signalGroup(pid: number, name: SignalName): boolean {
    const process = this.processes.get(pid);
    if (process === undefined) return false;
    if (name === "SIGKILL") {
      for (const child of process.children) if (!child.strayed) child.alive = false;
      if (process.alive) this.#die(process, { code: 137, signal: name });
    } else if (name === "SIGTERM") {
      process.terminated = true;
      if (!process.stubborn) this.#endChildren(process);
      this.#obeyTerm(process);
    } else if (name === "SIGCONT") {
      process.paused = false;
      if (process.terminated) this.#obeyTerm(process);
    }
    return process.alive;
  }

  #groupMembers(pid: number): number[] {
    const process = this.processes.get(pid);
    const children = process?.children.filter((child) => child.alive && !child.strayed) ?? [];
    return [...(process?.alive ? [pid] : []), ...children.map(() => pid)];
  }

  #endChildren(process: SimProcess): void {
    this.timer.after(this.rng.integer(600), () => {
      for (const child of process.children) if (!child.strayed) child.alive = false;
    });
  }

  #obeyTerm(process: SimProcess): void {
    if (process.stubborn || process.paused || !process.alive) return;
    this.timer.after(this.rng.integer(300), () => this.#die(process, { code: 0 }));
  }

  #straysOf(instance: string): number[] {
    return [...this.processes.values()]
      .filter((p) => p.instance === instance && p.children.some((c) => c.strayed && c.alive))
      .map((process) => -process.pid);
  }

  #allStrays(): number[] {
    return [...this.processes.values()].flatMap((process) => this.#straysOf(process.instance));
  }

  #signalChildren(stray: number, name: SignalName): boolean {
    const process = this.processes.get(-stray);
    if (process === undefined || name !== "SIGKILL") return false;
    for (const child of process.children) child.alive = false;
    return true;
  }

  #die(process: SimProcess, exit: ExitStatus): void {
    if (!process.alive) return;
    process.alive = false;
    process.listening = false;
    this.timer.after(1 + this.rng.integer(4), () => process.exit.resolve(exit));
  }
}

function requestFor(member: Member): SpawnRequest {
  const env = { PORT: String(member.port), NETOPS_INSTANCE: member.id };
  return { command: ["x"], dir: "/", env, pipeStdin: false };
}

async function* noLines(): AsyncGenerator<never> {}
