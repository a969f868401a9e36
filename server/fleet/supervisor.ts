import { type ExitStatus, type SignalName, type SpawnedGroup, toNetopsError } from "@netops/core";
import { CRASH_LOOP_DEATHS, forgiveSeat, isCrashLoopBegin, recordDeath } from "./backoff.ts";
import { exitReason } from "./exit_reason.ts";
import type { Group, Member, World } from "./model.ts";
import { recordProbe, shortenStop, spreadProbes } from "./observe.ts";
import { type Action, nextLookMs, plan } from "./plan.ts";
import { seatMember } from "./seat_member.ts";
import type { SupervisorOptions } from "./supervisor_options.ts";
import { sweep } from "./sweep.ts";

/**
 * Keeps what runs equal to what is desired.
 *
 * One loop: look at the world ({@linkcode plan}), do what it says, observe. Every observation leads
 * to another look, so nothing is queued and nothing is lost.
 */
export class Supervisor {
  /** What is desired and what runs. */
  readonly world: World = { groups: new Map(), members: new Map(), stopping: false };
  /** No stop may take longer than this before SIGKILL, whatever the manifest says. */
  stopCapMs = Number.POSITIVE_INFINITY;
  readonly #options: SupervisorOptions;
  readonly #running = new Map<string, SpawnedGroup>();
  /** Groups whose last processes are still stopping. */
  readonly #leaving = new Map<string, Group>();
  #cancelLook: () => void = () => undefined;
  #looking = false;
  #idle: (() => void)[] = [];

  /** Makes a supervisor of an empty world. */
  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Adds a group; its seats are filled from now on. */
  addGroup(group: Group): void {
    this.world.groups.set(group.name, group);
    this.look();
  }

  /** Sets how many instances a group should have, within its seats. */
  setDesired(group: Group, desired: number): void {
    group.desired = desired;
    for (const seat of group.seats) forgiveSeat(seat);
    this.look();
  }

  /** Stops one instance so that a fresh one takes its seat; false when it is not there. */
  restart(id: string, reason: string): boolean {
    const member = this.world.members.get(id);
    if (member === undefined || member.phase.kind === "stopping") return false;
    this.#stop(member, { reason, failed: false });
    return true;
  }

  /** Removes a group; resolves when its last process is gone. */
  async removeGroup(name: string): Promise<void> {
    const group = this.world.groups.get(name);
    if (group !== undefined) this.#leaving.set(name, group);
    this.world.groups.delete(name);
    this.look();
    await this.#whenGone((member) => member.group === name);
    this.#leaving.delete(name);
  }

  /** The group of a member, also while it is being removed. */
  groupOf(member: Member): Group | undefined {
    return this.world.groups.get(member.group) ?? this.#leaving.get(member.group);
  }

  /** Stops the members for which `select` says so; resolves when they are gone. */
  async stopWhere(select: (member: Member) => boolean, reason: string): Promise<void> {
    for (const member of [...this.world.members.values()].filter(select)) {
      this.#stop(member, { reason, failed: false });
    }
    await this.#whenGone(select);
  }

  /** All groups: those that are wanted, and those whose last process still stops. */
  get allGroups(): Group[] {
    return [...this.world.groups.values(), ...this.#leaving.values()];
  }

  /** Gives every stop, also one that is under way, no more than `capMs` until SIGKILL. */
  hurry(capMs: number): void {
    this.stopCapMs = capMs;
    const latestMs = this.#options.clock.monotonicMs() + capMs;
    for (const member of this.world.members.values()) shortenStop(member, latestMs);
    this.look();
  }

  /** Starts nothing any more, whatever happens. */
  freeze(): void {
    this.world.stopping = true;
  }

  /** Stops looking; what runs goes on running. */
  close(): void {
    this.#cancelLook();
    this.#looking = true;
  }

  /** Signals the process group of a member; false when it is gone. */
  signal(id: string, name: SignalName): boolean {
    return this.#running.get(id)?.signal(name) ?? false;
  }

  /** Looks at the world and does what is due. */
  look(): void {
    if (this.#looking) return;
    this.#looking = true;
    this.#cancelLook();
    const { clock, timer } = this.#options;
    for (const action of plan(this.world, clock.monotonicMs(), this.#options)) {
      this.#apply(action);
    }
    const nowMs = clock.monotonicMs();
    const waitMs = nextLookMs(this.world, nowMs) - nowMs;
    this.#looking = false;
    this.#cancelLook = timer.after(waitMs, () => this.look());
  }

  #apply(action: Action): void {
    if (action.kind === "spawn") return this.#spawn(action.group, action.slot);
    const member = this.world.members.get(action.id);
    if (member === undefined) return;
    if (action.kind === "probe") this.#probe(member);
    else if (action.kind === "stop") this.#stop(member, action);
    else this.#kill(member);
  }

  #isTaken = (id: string): boolean => this.world.members.has(id);

  #spawn(groupName: string, slot: number): void {
    const group = this.world.groups.get(groupName);
    const seat = group?.seats[slot];
    if (group === undefined || seat === undefined || !this.#options.guard.ready) return;
    const { clock } = this.#options;
    try {
      const member = seatMember(group, seat, { ...this.#options, isTaken: this.#isTaken });
      this.world.members.set(member.id, member);
      this.#launch(group, member);
    } catch (thrown) {
      const reason = toNetopsError(thrown).message;
      recordDeath(seat, { nowMs: clock.monotonicMs(), upForMs: 0, reason });
    }
  }

  #launch(group: Group, member: Member): void {
    const { request, bootLine } = this.#options.launch(group, member);
    this.#options.mayStart(member).then(() => this.#options.spawner.spawn(request)).then(
      (running) => this.#adopt(member, running, bootLine),
      (thrown) => this.#spawnFailed(member, toNetopsError(thrown).message),
    );
  }

  #adopt(member: Member, running: SpawnedGroup, bootLine: string | undefined): void {
    const { clock, guard, listener } = this.#options;
    member.pid = running.pid;
    member.startMark = running.startMark;
    this.#running.set(member.id, running);
    guard.added({ pid: running.pid, startMark: running.startMark, instanceId: member.id });
    if (member.phase.kind === "spawning") {
      member.phase = { kind: "starting", sinceMs: clock.monotonicMs() };
    } else {
      const isLate = member.phase.kind === "stopping" && member.phase.killed;
      running.signal(isLate ? "SIGKILL" : "SIGTERM");
    }
    listener.onChange({ kind: "spawned", member });
    // A child that is gone already cannot take its boot line; its exit is heard below.
    if (bootLine !== undefined) running.write(`${bootLine}\n`).catch(() => undefined);
    const read = this.#readLines(member, running);
    running.exited.then(async (exit) => {
      await this.#outlast(member);
      this.sweep(member.id, member.pid);
      // Its last words come before the news of its death, but a lost pipe does not hold them up.
      await Promise.race([read, this.#options.timer.sleep(200)]);
      this.#gone(member, exit);
    });
    this.look();
  }

  /** Gives the rest of a group the time that a stop has: a shell dies before the service under it. */
  async #outlast(member: Member): Promise<void> {
    const { clock, timer, processes } = this.#options;
    const mayGoOn = () =>
      member.phase.kind === "stopping" && !member.phase.killed &&
      clock.monotonicMs() < member.phase.killAtMs;
    while (mayGoOn() && processes.groupMembers(member.pid).length > 0) await timer.sleep(25);
  }

  async #readLines(member: Member, running: SpawnedGroup): Promise<void> {
    for await (const line of running.lines) this.#options.listener.onLine(member, line);
  }

  #spawnFailed(member: Member, reason: string): void {
    this.#options.listener.onChange({ kind: "spawn-failed", member, reason, failed: true });
    this.#bury(member, { reason, failed: true });
  }

  #probe(member: Member): void {
    const group = this.world.groups.get(member.group);
    if (group === undefined) return;
    member.probing = true;
    this.#options.probe(group, member).then((result) => {
      if (this.world.members.get(member.id) !== member) return;
      const nowMs = this.#options.clock.monotonicMs();
      if (recordProbe(member, result, nowMs)) this.#phaseChanged(group, member);
      spreadProbes(member, this.world, nowMs);
      this.look();
    });
  }

  #phaseChanged(group: Group, member: Member): void {
    const { phase } = member;
    if (phase.kind === "up") {
      const up = [...this.world.members.values()]
        .filter((other) => other.group === group.name && other.phase.kind === "up").length;
      if (up >= group.desired) group.wasUp = true;
      this.#options.listener.onChange({ kind: "up", member });
    } else if (phase.kind === "down") {
      this.#options.listener.onChange({ kind: "down", member, reason: phase.reason });
    }
  }

  #stop(member: Member, options: { readonly reason: string; readonly failed: boolean }): void {
    if (member.phase.kind === "stopping") return;
    const group = this.groupOf(member);
    const nowMs = this.#options.clock.monotonicMs();
    const stopTimeoutMs = group?.manifest.stopTimeoutMs ?? 3_000;
    const timeoutMs = Math.min(stopTimeoutMs, this.stopCapMs);
    const drainMs = options.failed || this.world.stopping ? 0 : timeoutMs;
    member.phase = {
      kind: "stopping",
      sinceMs: nowMs,
      killAtMs: nowMs + drainMs + timeoutMs,
      reason: options.reason,
      failed: options.failed,
      killed: false,
    };
    this.#options.listener.onChange({ kind: "stopping", member, reason: options.reason });
    // A paused process must run to hear SIGTERM.
    const terminate = () => {
      shortenStop(member, this.#options.clock.monotonicMs() + timeoutMs);
      this.signal(member.id, "SIGTERM");
      this.signal(member.id, "SIGCONT");
    };
    this.#options.withdraw(member, { drainMs }).then(terminate, terminate);
  }

  #kill(member: Member): void {
    if (member.phase.kind !== "stopping") return;
    member.phase = { ...member.phase, killed: true };
    this.signal(member.id, "SIGKILL");
  }

  /** Ends what is left of a dead instance or job. */
  sweep(id: string, groupId: number): void {
    sweep(id, groupId, this.#options);
  }

  #gone(member: Member, exit: ExitStatus): void {
    const { phase } = member;
    const asked = phase.kind === "stopping";
    const reason = asked ? phase.reason : exitReason(exit);
    const failed = asked ? phase.failed : true;
    this.#running.delete(member.id);
    this.#options.guard.removed(member.pid);
    this.#options.listener.onChange({ kind: "gone", member, reason, exit, failed });
    this.#bury(member, { reason, failed });
  }

  #bury(member: Member, death: { readonly reason: string; readonly failed: boolean }): void {
    const { ports, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    this.world.members.delete(member.id);
    ports.give(member.port, member.id);
    ports.give(member.adminPort, member.id);
    const seat = this.world.groups.get(member.group)?.seats[member.slot];
    if (seat !== undefined && death.failed) {
      const upForMs = member.upSinceMs === undefined ? 0 : nowMs - member.upSinceMs;
      recordDeath(seat, { nowMs, upForMs, reason: death.reason });
      if (isCrashLoopBegin(seat)) {
        const reason = `died ${CRASH_LOOP_DEATHS} times in a row: ${death.reason}`;
        this.#options.listener.onChange({ kind: "crash-loop", member, reason });
      }
    } else if (seat !== undefined) seat.restarts++;
    for (const wake of this.#idle.splice(0)) wake();
    this.look();
  }

  async #whenGone(select: (member: Member) => boolean): Promise<void> {
    while ([...this.world.members.values()].some(select)) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }
}
