import type { CancelTimer, NetopsError } from "@netops/core";
import type { BootDocument } from "@netops/core/contracts";
import { findBootFailure, isAllUp, reportBoot } from "./boot_report.ts";
import { currentGroups } from "./fleet_views.ts";
import { countUp } from "./instance_view.ts";
import type { Group } from "./model.ts";
import { appOf, type FleetOptions, type FleetParts } from "./parts.ts";

const LOOK_MS = 15;
const SHOWN_LINES = 10;

/** Watches a boot until it is ready or has failed, and tells how far it is. */
export class BootWatch {
  readonly #options: FleetOptions;
  readonly #parts: FleetParts;
  readonly #startedMs: number;
  readonly #onFailed: (reason: string) => void;
  readonly #appReadyMs = new Map<string, number>();
  #expected = new Set<string>();
  #phase: BootDocument["phase"] = "starting";
  #readyMs: number | undefined;
  #failure: BootDocument["failure"];
  #cancel: CancelTimer = () => undefined;

  /** Watches the parts; `onFailed` is called once when there is no hope left. */
  constructor(options: FleetOptions, parts: FleetParts, onFailed: (reason: string) => void) {
    this.#options = options;
    this.#parts = parts;
    this.#onFailed = onFailed;
    this.#startedMs = options.host.clock.monotonicMs();
  }

  /** Whether everything was up at once, ever. */
  get isReady(): boolean {
    return this.#phase === "ready";
  }

  /** Names the services that must have a group before the boot can be ready. */
  expect(apps: readonly string[]): void {
    this.#expected = new Set(apps);
  }

  /** Begins to look. */
  start(): void {
    if (this.#phase !== "starting") return;
    this.#cancel = this.#options.host.timer.every(LOOK_MS, () => this.#look());
  }

  /** A service cannot even be prepared. */
  fail(app: string, error: NetopsError): void {
    if (this.#phase !== "starting") return;
    const fix = error.fix === undefined ? {} : { fix: error.fix };
    this.#failed({ app, code: error.code, message: error.message, ...fix });
  }

  /** The platform is told to stop. */
  stopping(): void {
    this.#cancel();
    if (this.#phase !== "failed") this.#phase = "stopping";
  }

  /** How far the boot is. */
  report(): BootDocument {
    const { host, boot, ports } = this.#options;
    return reportBoot({ ...this.#parts.supervisor.world, groups: this.#oneGroupEach() }, {
      phase: this.#phase,
      runId: boot.runId,
      elapsedMs: host.clock.monotonicMs() - this.#startedMs,
      readyMs: this.#readyMs,
      failure: this.#failure,
      gatewayUrl: `http://127.0.0.1:${ports.gateway}`,
      appReadyMs: this.#appReadyMs,
      lastLines: (app) => this.#lastLines(app),
    });
  }

  /** What somebody delivers beside the group that serves is no app of its own. */
  #oneGroupEach(): Map<string, Group> {
    const { groups } = this.#parts.supervisor.world;
    const apps = new Set([...groups.values()].map(({ manifest }) => manifest.app));
    const first = [...apps].flatMap((app) => currentGroups(app, this.#parts).slice(0, 1));
    return new Map(first.map((group) => [group.name, group]));
  }

  #look(): void {
    const { world } = this.#parts.supervisor;
    const elapsedMs = this.#options.host.clock.monotonicMs() - this.#startedMs;
    for (const group of world.groups.values()) {
      const { app } = group.manifest;
      this.#expected.delete(app);
      const isUp = countUp(world, group.name) >= group.desired;
      if (isUp && !this.#appReadyMs.has(app)) this.#appReadyMs.set(app, elapsedMs);
    }
    const failure = this.#keeperFailure() ??
      findBootFailure(world, elapsedMs, this.#options.boot.bootTimeoutMs);
    if (failure !== undefined) return this.#failed(failure);
    if (this.#expected.size === 0 && isAllUp(world) && this.#isRouted()) {
      this.#phase = "ready";
      this.#readyMs = elapsedMs;
      this.#cancel();
      const data = { readyMs: Math.round(elapsedMs) };
      const { runId } = this.#options.boot;
      this.#parts.timeline.record({ kind: "platform.ready", subject: runId, actor: "fleet", data });
    }
  }

  /** Whether a keeper listens and every gateway routes by the newest snapshot. */
  #isRouted(): boolean {
    const { keeper, routes, supervisor } = this.#parts;
    const gateways = [...supervisor.world.members.values()]
      .filter((member) => appOf(supervisor, member) === "gateway")
      .map((member) => member.id);
    return keeper.ready && routes.missingAcks(routes.snapshot.epoch, gateways).length === 0;
  }

  #keeperFailure() {
    const message = this.#parts.keeper.hopeless;
    return message === undefined
      ? undefined
      : { app: "keeper", code: "SPAWN_FAILED", message, fix: "netops doctor" } as const;
  }

  #failed(failure: { app: string; code: string; message: string; fix?: string }): void {
    this.#cancel();
    this.#phase = "failed";
    this.#failure = { ...failure, lines: this.#lastLines(failure.app) };
    const data = { code: failure.code, message: failure.message };
    this.#parts.timeline.record({
      kind: "platform.failed",
      subject: failure.app,
      actor: "fleet",
      data,
    });
    this.#onFailed(failure.message);
  }

  #lastLines(app: string): string[] {
    return this.#parts.logs.tail({ app }, SHOWN_LINES).map((line) => line.text);
  }
}
