import {
  type CancelTimer,
  type Logger,
  type NetopsError,
  type Timer,
  toNetopsError,
} from "@netops/core";
import type {
  AppManifest,
  BootDocument,
  LinkChange,
  LinkChanged,
  PsDocument,
  StatusDocument,
} from "@netops/core/contracts";
import { printMetrics } from "@netops/core/service";
import type { ProcessFaults } from "../faults/mod.ts";
import { changeLinks } from "./change_links.ts";
import { collectOldArtifacts } from "./collect_old_artifacts.ts";
import { AppChanges, unknownApp } from "./app_changes.ts";
import { BootWatch } from "./boot_watch.ts";
import { Delivery } from "./delivery.ts";
import { groupsOf, listApps, listInstances, platformUrls, warningsOf } from "./fleet_views.ts";
import type { JobBoard } from "./job_board.ts";
import type { LogStore } from "./log_store.ts";
import { type InstanceUsage, openInstanceUsage } from "./instance_usage.ts";
import { keeperEvent, memberEvent } from "./member_event.ts";
import { fleetMetrics } from "./metrics.ts";
import type { Group } from "./model.ts";
import { appOf, createParts, type FleetOptions, type FleetParts } from "./parts.ts";
import { startOwnGroups } from "./own_groups.ts";
import { prepareService } from "./prepare_service.ts";
import { missingProgram } from "./missing_program.ts";
import type { RouteBoard } from "./route_board.ts";
import { openListeners, routeTo } from "./route_to.ts";
import { hurryStop, stopEverything } from "./stop_everything.ts";
import type { MemberChange } from "./supervisor_options.ts";
import type { Timeline } from "./timeline.ts";

/** The disk is tidied when the start is over. */
const COLLECT_AFTER_MS = 5_000;

/** The supervisor of a platform: everything that its HTTP skin and its owner can ask of it. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #parts: FleetParts;
  readonly #boot: BootWatch;
  readonly #apps: AppChanges;
  /** What a conductor asks of this fleet. */
  readonly delivery: Delivery;
  readonly #usage: InstanceUsage;
  #stopCollecting: CancelTimer = () => undefined;
  readonly #stopAsked = Promise.withResolvers<string>();

  /** Builds fleet; nothing runs yet. */
  constructor(options: FleetOptions) {
    this.#options = options;
    this.#parts = createParts(options, {
      onMember: (change) => this.#onMember(change),
      onKeeperReady: () => {
        const { keeper, timeline, tracing } = this.#parts;
        timeline.record(keeperEvent("process.up", { pid: keeper.pid }, tracing.keeper.ready()));
        this.#parts.supervisor.look();
      },
      onKeeperLost: (reason) => {
        const { timeline, tracing } = this.#parts;
        timeline.record(keeperEvent("process.gone", { reason }, tracing.keeper.lost(reason)));
      },
    });
    this.#usage = openInstanceUsage(options.host, this.#parts);
    const record = this.#record.bind(this);
    this.delivery = new Delivery(this.#parts, options, {
      isReady: () => this.#boot.isReady,
      refuseBusy: (app) => this.#apps.refuseBusy(app),
      record,
    });
    const { leases, settling, known } = this.delivery;
    this.#apps = new AppChanges(this.#parts, {
      ...{ timer: options.host.timer, leases, settling, known, record },
      prepare: (app) => this.#prepare(app),
    });
    this.#boot = new BootWatch(options, this.#parts, (reason) => this.requestStop(reason));
  }

  /** Starts the keeper, the ground and the services; the boot report tells how it goes. */
  async start(): Promise<void> {
    const { boot } = this.#options;
    const { keeper, timeline } = this.#parts;
    timeline.record({
      kind: "platform.start",
      subject: boot.runId,
      actor: "fleet",
      data: { seed: boot.seed },
    });
    await keeper.start();
    openListeners(this.#parts, boot.services);
    startOwnGroups(this.#parts, this.#options);
    const services = boot.services.filter((manifest) => this.#isWanted(manifest));
    this.#boot.expect(services.map((manifest) => manifest.app));
    this.#boot.start();
    for (const watch of [this.#parts.reach, this.#parts.losses]) watch.start();
    await Promise.all(services.map((manifest) => this.#startService(manifest.app)));
    this.#stopCollecting = this.timer.after(COLLECT_AFTER_MS, () => this.#collectOld());
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
    for (const watch of [this.#parts.reach, this.#parts.losses]) watch.stop();
    this.#parts.tracing.close();
    this.delivery.close();
    this.#stopCollecting();
    this.#record("platform.stop", this.runId, {});
    return stopEverything(this.#parts, { atOnce, timer: this.timer });
  }

  /** Ends a stop that is under way within 3 s. */
  hurryStop(): void {
    hurryStop(this.#parts);
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

  /** Where fleet itself writes its lines. */
  get logger(): Logger {
    return this.#parts.logger;
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

  /** What is done to processes for a limited time. */
  get faults(): ProcessFaults {
    return this.#parts.faults;
  }

  /** Puts a proxy in front of an address, or takes it away; answers when all gateways dial so. */
  async changeLinks(change: LinkChange): Promise<LinkChanged> {
    const { clock } = this.#options.host;
    return await changeLinks(change, this.#parts, { clock, timer: this.timer });
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

  /** Answers a scrape about fleet itself. */
  scrape(headers: Headers): Response {
    const facts = { usage: this.#usage, groups: this.delivery.groups.list() };
    return printMetrics(fleetMetrics(this.#parts, facts), headers, this.#options.host);
  }

  /** Every process of the run. */
  instances(): PsDocument {
    return { schema: "netops.ps/v1", instances: listInstances(this.#options, this.#parts) };
  }

  /** The platform in short. */
  status(): StatusDocument {
    const apps = listApps(this.#parts);
    const allUp = apps.every((app) => app.status === "UP" || app.desired === 0);
    return {
      schema: "netops.status/v1",
      healthy: this.#boot.isReady && this.#parts.keeper.ready && allUp,
      runId: this.runId,
      profile: this.#options.boot.profile,
      urls: platformUrls(this.#options.ports, this.#options.boot),
      apps,
      ...warningsOf(this.#options),
    };
  }

  /** What can be done to an app. */
  get apps(): AppChanges {
    return this.#apps;
  }

  /** Removes what earlier runs baked and this one does not run. */
  async #collectOld(): Promise<void> {
    const { bakes } = this.delivery;
    // A roll may hold a group that is in no world at this moment.
    if (this.#apps.isBusy || bakes.isBusy) {
      this.#stopCollecting = this.timer.after(COLLECT_AFTER_MS, () => this.#collectOld());
      return;
    }
    const text = await bakes.alone(() => collectOldArtifacts(this.#parts, this.#options));
    if (text !== undefined) this.#record("artifact.warning", "artifacts", { text });
  }

  /** An optional service whose program is not here is left out, and the time line says so. */
  #isWanted(manifest: AppManifest): boolean {
    const missing = manifest.optional ? missingProgram(manifest, this.#options) : undefined;
    if (missing === undefined) return true;
    this.#record("app.skipped", manifest.app, { reason: `${missing} is not on this machine` });
    return false;
  }

  async #startService(app: string): Promise<void> {
    try {
      const group = await this.#prepare(app);
      this.#parts.routes.put(routeTo(group));
      this.#parts.supervisor.addGroup(group);
    } catch (thrown) {
      this.#boot.fail(app, toNetopsError(thrown));
    }
  }

  async #prepare(app: string): Promise<Group> {
    const { boot, paths, host } = this.#options;
    const manifest = boot.services.find((service) => service.app === app);
    if (manifest === undefined) throw unknownApp(app);
    await this.delivery.bakes.mayBake;
    return await prepareService(manifest, {
      ...{ boot, artifactsDir: paths.artifacts, store: this.#parts.store, clock: host.clock },
      rng: host.createRng(host.randomHex(8)),
      living: () => groupsOf(app, this.#parts),
      onWarning: (text) => this.#record("artifact.warning", app, { text }),
    });
  }

  #onMember(change: MemberChange): void {
    const { supervisor, registrar, logs, routes, timeline, tracing } = this.#parts;
    const { member } = change;
    const group = supervisor.world.groups.get(member.group);
    const app = appOf(supervisor, member);
    const isService = group?.manifest.tier === "service";
    timeline.record(memberEvent(change, app, tracing.recoveries.heard(change, { app, isService })));
    this.delivery.heard(change);
    if (change.kind === "spawned") logs.begin(member.id);
    // Links without their process lead nowhere, without their owner to nobody's fault: callers dial the
    // instances themselves again.
    if (["link", "guardian"].includes(app) && change.kind !== "spawned" && change.kind !== "up") {
      routes.unlinkAll();
    }
    if (change.kind === "up" && group !== undefined && isService) registrar.enter(group, member);
    if (change.kind === "down") registrar.leave(member.id);
    if (change.kind === "gone") {
      routes.fence(member.id);
      logs.release(member.id);
      if (registrar.has(member.id)) registrar.leave(member.id);
      else if (app !== "registry") registrar.forget(app, member);
    }
  }

  #record(kind: string, subject: string, data: Record<string, unknown>): void {
    this.#parts.timeline.record({ kind, subject, actor: "fleet", data });
  }
}
