import { NetopsError } from "@netops/core";
import type { FaultWorld } from "./fault_world.ts";

interface LimitedGroup {
  /** What each process had before the first fault touched it. */
  readonly before: Map<number, string>;
  /** Who lowers the group, and how far. */
  readonly wanted: Map<object, number>;
  /** What was ever set: a child that was born meanwhile inherited it. */
  readonly lowered: Set<string>;
}

/** The limits of open files of process groups, for several holders at once: the lowest of all counts. */
export class FileLimits {
  readonly #world: FaultWorld;
  readonly #groups = new Map<string, LimitedGroup>();
  /** One change at a time: what was before is only seen when nobody is changing it. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Makes one for all instances of a platform. */
  constructor(world: FaultWorld) {
    this.#world = world;
  }

  /** Lowers the limit of an instance for `holder`; never raises it. @throws {NetopsError} UNDO_FAILED */
  async lower(instance: string, files: number, holder: object): Promise<void> {
    await this.#inTurn(async () => {
      const group = this.#groups.get(instance) ??
        { before: new Map(), wanted: new Map(), lowered: new Set() };
      this.#groups.set(instance, group);
      group.wanted.set(holder, files);
      await this.#apply(instance, group);
    });
  }

  /** Gives an instance back what it had when `holder` was the last that lowered it. */
  async release(instance: string, holder: object): Promise<void> {
    await this.#inTurn(async () => {
      const group = this.#groups.get(instance);
      if (group === undefined) return;
      group.wanted.delete(holder);
      await this.#apply(instance, group);
    });
  }

  /** Whether any process of an instance has less than it had. */
  async isLowered(instance: string): Promise<boolean> {
    const group = this.#groups.get(instance);
    if (group === undefined) return false;
    for (const pid of this.#membersOf(instance)) {
      const before = group.before.get(pid);
      if (before !== undefined && ![before, ""].includes(await this.#read(pid))) return true;
    }
    return false;
  }

  /** Whether something is lowered although nobody wants it. */
  async isLeft(instance: string): Promise<boolean> {
    const group = this.#groups.get(instance);
    if (group === undefined || group.wanted.size > 0) return false;
    if (await this.isLowered(instance)) return true;
    // What was seen to be as before needs no memory; a new holder may have come meanwhile.
    if (group.wanted.size === 0) this.#groups.delete(instance);
    return false;
  }

  async #inTurn(change: () => Promise<void>): Promise<void> {
    const changed = this.#turn.then(change);
    this.#turn = changed.catch(() => undefined);
    await changed;
  }

  #membersOf(instance: string): number[] {
    const found = this.#world.find(instance);
    return found === undefined ? [] : this.#world.membersOf(found.pid);
  }

  async #apply(instance: string, group: LimitedGroup): Promise<void> {
    const lowest = Math.min(...group.wanted.values());
    if (Number.isFinite(lowest)) group.lowered.add(String(lowest));
    const done = new Set<number>();
    const failures: unknown[] = [];
    const next = () => this.#membersOf(instance).find((pid) => !done.has(pid));
    // Who is born while others are changed is found by looking again.
    for (let pid = next(); pid !== undefined; pid = next()) {
      done.add(pid);
      await this.#set(pid, lowest, group).catch((thrown) => failures.push(thrown));
    }
    if (failures.length > 0) throw failures[0];
  }

  async #set(pid: number, lowest: number, group: LimitedGroup): Promise<void> {
    const before = group.before.get(pid) ?? await this.#firstSeen(pid, group);
    if (before === "") return;
    group.before.set(pid, before);
    await this.#write(pid, lowest < countOf(before) ? String(lowest) : before, before);
  }

  async #firstSeen(pid: number, { before, lowered }: LimitedGroup): Promise<string> {
    const limit = await this.#read(pid);
    const [eldest] = before.values();
    return lowered.has(limit) && eldest !== undefined ? eldest : limit;
  }

  /** The soft limit of a process, as `prlimit` prints it; "" when it is gone. */
  async #read(pid: number): Promise<string> {
    const { exit, lines } = await this.#world.runTool(
      ["prlimit", "--pid", String(pid), "--nofile", "--output=SOFT", "--noheadings"],
    );
    return exit.code === 0 ? lines[0]?.trim() ?? "" : "";
  }

  async #write(pid: number, limit: string, before: string): Promise<void> {
    const { exit, lines } = await this.#world.runTool(
      ["prlimit", "--pid", String(pid), `--nofile=${limit}:`],
    );
    // A process that is gone needs no limit.
    if (exit.code === 0 || this.#world.isStopped(pid) === undefined) return;
    throw new NetopsError("UNDO_FAILED", `Cannot set the limit of open files: ${lines.join(" ")}`, {
      fix: `prlimit --pid ${pid} --nofile=${before}:`,
    });
  }
}

function countOf(limit: string): number {
  return limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit);
}
