import { NetopsError, type Timer, toNetopsError } from "@netops/core";
import type {
  AppManifest,
  BootDocument,
  PsDocument,
  Route,
  RouteSnapshot,
  RouteSwitch,
  StatusDocument,
} from "@netops/core/contracts";
import { BootWatch } from "./boot_watch.ts";
import { groundGroups } from "./ground.ts";
import { isCurrent, listApps, listInstances } from "./fleet_views.ts";
import { countUp } from "./instance_view.ts";
import type { JobBoard } from "./job_board.ts";
import type { LogStore } from "./log_store.ts";
import { memberEvent } from "./member_event.ts";
import { fleetMetrics } from "./metrics.ts";
import type { Group } from "./model.ts";
import { appOf, createParts, type FleetOptions, type FleetParts } from "./parts.ts";
import { MOST_REPLICAS, prepareService } from "./prepare_service.ts";
import { rollOut } from "./roll_out.ts";
import type { RouteBoard } from "./route_board.ts";
import { stopEverything } from "./stop_everything.ts";
import type { MemberChange } from "./supervisor.ts";
import type { Timeline } from "./timeline.ts";

/** What an app came to after a change. */
export interface AppChange {
  readonly app: string;
  readonly desired: number;
  readonly reason?: string;
}

/** The supervisor of a platform: everything that its HTTP skin and its owner can ask of it. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #parts: FleetParts;
  readonly #boot: BootWatch;
  readonly #stopAsked = Promise.withResolvers<string>();

  /** Builds fleet; nothing runs yet. */
  constructor(options: FleetOptions) {
    this.#options = options;
    this.#parts = createParts(options, {
      onMember: (change) => this.#onMember(change),
      onKeeperReady: () => {
        this.#record("process.up", "keeper", { pid: this.#parts.keeper.pid });
        this.#parts.supervisor.look();
      },
      onKeeperLost: (reason) => this.#record("process.gone", "keeper", { reason }),
    });
    this.#boot = new BootWatch(options, this.#parts, (reason) => this.requestStop(reason));
  }

  /** Starts the keeper, the ground and the services; the boot report tells how it goes. */
  async start(): Promise<void> {
    const { boot, host, paths } = this.#options;
    const { supervisor, keeper, timeline } = this.#parts;
    timeline.record({
      kind: "platform.start",
      subject: boot.runId,
      actor: "fleet",
      data: { seed: boot.seed },
    });
    await keeper.start();
    this.#openListeners();
    const gateways = host.os === "linux" ? boot.gateways : 1;
    const withPorts = { ...boot, ports: this.#options.ports };
    const options = {
      denoPath: host.denoPath,
      home: paths.home,
      createdAtMs: host.clock.nowMs(),
    };
    for (const group of groundGroups(withPorts, gateways, options)) {
      Deno.mkdirSync(`${paths.data}/${group.manifest.app}`, { recursive: true });
      supervisor.addGroup(group);
    }
    const services = boot.services.filter((manifest) => this.#canRun(manifest));
    this.#boot.expect(services.map((manifest) => manifest.app));
    await Promise.all(services.map((manifest) => this.#startService(manifest.app)));
    this.#boot.start();
  }

  /** The boot cannot go on. */
  failBoot(error: NetopsError): void {
    this.#boot.fail("fleet", error);
  }

  /** Asks fleet to stop; `stopped` resolves with the reason when it should. */
  requestStop(reason: string): void {
    this.#stopAsked.resolve(reason);
  }

  /** Resolves with the reason when somebody asked fleet to stop. */
  get stopRequested(): Promise<string> {
    return this.#stopAsked.promise;
  }

  /** Stops everything; with `atOnce` in one step and within 3 s. Answers what could not be ended. */
  stop(atOnce: boolean): Promise<string[]> {
    this.#boot.stopping();
    this.#record("platform.stop", this.runId, {});
    return stopEverything(this.#parts, { atOnce, timer: this.timer });
  }

  /** The run that this fleet owns. */
  get runId(): string {
    return this.#options.boot.runId;
  }

  /** What callers of `/v1` must know. */
  get token(): string {
    return this.#options.boot.token;
  }

  /** The timer of this process. */
  get timer(): Timer {
    return this.#options.host.timer;
  }

  /** What happened. */
  get timeline(): Timeline {
    return this.#parts.timeline;
  }

  /** What the instances said. */
  get logs(): LogStore {
    return this.#parts.logs;
  }

  /** Where traffic goes. */
  get routes(): RouteBoard {
    return this.#parts.routes;
  }

  /** What runs on demand. */
  get jobs(): JobBoard {
    return this.#parts.jobs;
  }

  /** Why the boot failed, once it did. */
  get bootFailure(): BootDocument["failure"] {
    return this.#boot.report().failure;
  }

  /** How far the boot is. */
  bootReport(): BootDocument {
    return this.#boot.report();
  }

  /** Prometheus text about fleet itself. */
  metricsText(): string {
    return fleetMetrics(this.#parts);
  }

  /** Every process of the run. */
  instances(): PsDocument {
    return { schema: "netops.ps/v1", instances: listInstances(this.#options, this.#parts) };
  }

  /** The platform in short. */
  status(): StatusDocument {
    const apps = listApps(this.#parts);
    const allUp = apps.every((app) => app.status === "UP");
    return {
      schema: "netops.status/v1",
      healthy: this.#boot.isReady && this.#parts.keeper.ready && allUp,
      runId: this.runId,
      profile: this.#options.boot.profile,
      urls: this.urls,
      apps,
    };
  }

  /** The addresses of the platform. */
  get urls(): StatusDocument["urls"] {
    const { gateway, registry, ops } = this.#options.ports;
    return {
      gateway: `http://127.0.0.1:${gateway}`,
      registry: `http://127.0.0.1:${registry}`,
      ops: `http://127.0.0.1:${ops}`,
    };
  }

  /** Sets the number of instances of an app. @throws {NetopsError} NOT_FOUND, REFUSED */
  scale(app: string, replicas: number): AppChange {
    const group = this.#serviceGroup(app);
    if (replicas > MOST_REPLICAS || replicas > 1 && group.manifest.port !== undefined) {
      const why = replicas > MOST_REPLICAS ? `${MOST_REPLICAS} is the most` : "its port is fixed";
      throw new NetopsError("REFUSED", `Cannot scale ${app} to ${replicas} as ${why}`);
    }
    this.#record("app.scale", app, { from: group.desired, to: replicas });
    this.#parts.supervisor.setDesired(group, replicas);
    return { app, desired: replicas };
  }

  /** Gives a stopped app its instances back. */
  startApp(app: string): AppChange {
    const group = this.#serviceGroup(app);
    return this.scale(app, Math.max(group.desired, group.manifest.replicas, 1));
  }

  /** Replaces every instance of an app, one after the other, so that it never stands without. */
  async restartApp(app: string): Promise<AppChange> {
    const { supervisor } = this.#parts;
    const group = this.#currentGroup(app);
    this.#record("app.restart", app, {});
    const members = [...supervisor.world.members.values()].filter((m) => m.group === group.name);
    for (const member of members) {
      supervisor.restart(member.id, "restart was asked for");
      await this.#boot.whenUp(group);
    }
    return { app, desired: group.desired };
  }

  /** Replaces one instance. @throws {NetopsError} NOT_FOUND */
  restartInstance(id: string): { id: string } {
    if (this.#parts.supervisor.restart(id, "restart was asked for")) return { id };
    throw new NetopsError("NOT_FOUND", `Cannot find the instance "${id}"`, { fix: "netops ps" });
  }

  /** Bakes an app again and replaces its group when something changed. */
  async roll(app: string): Promise<AppChange> {
    const old = this.#serviceGroup(app);
    const group = await this.#prepare(app);
    if (group.version === old.version) return { app, desired: old.desired, reason: "unchanged" };
    group.desired = old.desired;
    this.#record("app.roll", app, { from: old.name, to: group.name });
    await rollOut(this.#parts, { old, next: group, timer: this.timer });
    return { app, desired: group.desired, reason: `${old.name} replaced by ${group.name}` };
  }

  /** Switches a route in one step. @throws {NetopsError} CONFLICT, REFUSED */
  switchRoute(request: RouteSwitch): RouteSnapshot {
    const { routes, supervisor, store } = this.#parts;
    const outcome = routes.switch(request, (name) => countUp(supervisor.world, name));
    if (!outcome.ok) throw outcome.error;
    store.saveRoutes(JSON.stringify(outcome.snapshot));
    this.#record("route.switch", request.key, { epoch: outcome.snapshot.epoch });
    return outcome.snapshot;
  }

  /** An optional service whose program is not on this machine is left out, and the time line says so. */
  #canRun(manifest: AppManifest): boolean {
    const program = typeof manifest.command === "string" ? "/bin/sh" : manifest.command[0];
    const { host, boot } = this.#options;
    const path = `${boot.baseEnv["PATH"] ?? ""}:${host.denoPath.replace(/\/[^/]*$/, "")}`;
    if (!manifest.optional || host.findProgram(program, path, manifest.dir ?? "/")) return true;
    this.#record("app.skipped", manifest.app, { reason: `${program} is not on this machine` });
    return false;
  }

  async #startService(app: string): Promise<void> {
    try {
      const group = await this.#prepare(app);
      this.#parts.routes.put(routeTo(group));
      this.#parts.store.saveRoutes(JSON.stringify(this.#parts.routes.snapshot));
      this.#parts.supervisor.addGroup(group);
    } catch (thrown) {
      this.#boot.fail(app, toNetopsError(thrown));
    }
  }

  #prepare(app: string): Promise<Group> {
    const { boot, paths, host } = this.#options;
    const manifest = boot.services.find((service) => service.app === app);
    if (manifest === undefined) throw this.#unknownApp(app);
    return prepareService(manifest, {
      boot,
      artifactsDir: paths.artifacts,
      store: this.#parts.store,
      clock: host.clock,
      rng: host.createRng(host.randomHex(8)),
      onWarning: (text) => this.#record("artifact.warning", app, { text }),
    });
  }

  /** One internal listener for each app that another one depends on. */
  #openListeners(): void {
    const { pool, internalPorts, routes } = this.#parts;
    const wanted = new Set(this.#options.boot.services.flatMap((service) => service.dependsOn));
    const listeners = [...wanted].map((app) => {
      const port = pool.take(`internal:${app}`);
      internalPorts.set(app, port);
      return { app, port };
    });
    routes.reset([], listeners);
  }

  #onMember(change: MemberChange): void {
    const { supervisor, registrar, logs, routes } = this.#parts;
    const { member } = change;
    const group = supervisor.world.groups.get(member.group);
    const app = appOf(supervisor, member);
    const { kind, data } = memberEvent(change);
    this.#record(kind, member.id, { app, ...data });
    if (change.kind === "up" && group?.manifest.tier === "service") registrar.enter(group, member);
    if (change.kind === "down") registrar.leave(member.id);
    if (change.kind === "gone") {
      routes.fence(member.id);
      logs.release(member.id);
      if (registrar.has(member.id)) registrar.leave(member.id);
      else if (app !== "registry") registrar.forget(app, member.id);
    }
  }

  #record(kind: string, subject: string, data: Record<string, unknown>): void {
    this.#parts.timeline.record({ kind, subject, actor: "fleet", data });
  }

  #currentGroup(app: string): Group {
    const groups = [...this.#parts.supervisor.world.groups.values()];
    const group = groups.find((g) => g.manifest.app === app && isCurrent(g, this.routes));
    if (group === undefined) throw this.#unknownApp(app);
    return group;
  }

  #serviceGroup(app: string): Group {
    const group = this.#currentGroup(app);
    if (group.manifest.tier === "service") return group;
    throw new NetopsError("REFUSED", `Cannot change "${app}" as the platform stands on it`, {
      fix: `netops restart ${app}`,
    });
  }

  #unknownApp(app: string): NetopsError {
    return new NetopsError("NOT_FOUND", `Cannot find the app "${app}"`, { fix: "netops ps" });
  }
}

/** The first route to a group: all traffic, no rules. */
function routeTo(group: Group): Route {
  const { app, auth, limit } = group.manifest;
  const groups = [{ serverGroup: group.name, weight: 1 }];
  return { key: app, app, groups, rules: [], auth, ...(limit === undefined ? {} : { limit }) };
}
