import type { CancelTimer, Clock, HttpClient, Timer } from "@netops/core";
import { readAlertFacts } from "./alert_facts.ts";
import { type ChaosFacts, readChaosFacts } from "./chaos/chaos_facts.ts";
import type { GuardianWire } from "./chaos/guardian_wire.ts";
import type { AppWire } from "./app_wire.ts";
import { diffSnapshots, type OpsDelta } from "./delta.ts";
import { EventTail } from "./event_tail.ts";
import { type FleetFacts, readFleetFacts } from "./fleet_facts.ts";
import type { FleetReader } from "./fleet_reader.ts";
import { GatewayScraper } from "./gateway_scraper.ts";
import { makeSnapshot } from "./make_snapshot.ts";
import {
  type AlertState,
  type DeployState,
  EMPTY_SNAPSHOT,
  type GatewayRow,
  type OpsSnapshot,
} from "./ops_snapshot.ts";
import { readRegistry, type RegistryFacts } from "./registry_reader.ts";
import type { TelemetryReader } from "./telemetry/telemetry_reader.ts";
import { TrafficWindow } from "./traffic_window.ts";

/** What the watch is made of. */
export interface OpsWatchOptions {
  readonly fleet: FleetReader;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly registryUrl: string;
  readonly guardian: Pick<GuardianWire, "ask">;
  readonly conductor: Pick<AppWire, "ask">;
  /** Left out in a platform without telemetry. */
  readonly telemetry?: Pick<TelemetryReader, "read"> | undefined;
}

/** Hears every step of the watch: the new snapshot, and what changed since the one before. */
export type OpsListener = (snapshot: OpsSnapshot, delta: OpsDelta) => void;

const STEP_MS = 1_000;
const FRESH_MS = 1_500;

/**
 * The one poller behind all open pages: a step per second while anybody watches, none otherwise.
 *
 * A step asks fleet, then the registry and the gateways that fleet named; a step that takes longer than
 * a second is never overlapped.
 */
export class OpsWatch {
  #listeners = new Set<OpsListener>();
  #snapshot: OpsSnapshot = EMPTY_SNAPSHOT;
  #fleet: FleetFacts = { source: { okAtMs: 0 } };
  #registry: RegistryFacts = { source: { okAtMs: 0 }, statuses: new Map() };
  #chaos: ChaosFacts | undefined;
  #deploys: DeployState | undefined;
  #alerts: AlertState | undefined;
  #gateways: readonly GatewayRow[] = [];
  #running: Promise<void> | undefined;
  #cancel: CancelTimer | undefined;
  readonly #traffic = new TrafficWindow();
  readonly #events: EventTail;
  readonly #scraper: GatewayScraper;
  readonly #options: OpsWatchOptions;

  /** Asks nobody before somebody watches. */
  constructor(options: OpsWatchOptions) {
    this.#options = options;
    this.#events = new EventTail(options);
    this.#scraper = new GatewayScraper(options);
  }

  /** How many listen. */
  get watcherCount(): number {
    return this.#listeners.size;
  }

  /** Calls `listener` after every step until the returned function is called. */
  subscribe(listener: OpsListener): () => void {
    this.#listeners.add(listener);
    if (this.#cancel === undefined) this.#start();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.close();
    };
  }

  /** The latest snapshot; makes a step first when it is older than 1.5 s. */
  async current(): Promise<OpsSnapshot> {
    const { clock } = this.#options;
    if (clock.nowMs() - this.#snapshot.atMs > FRESH_MS) {
      if (this.#cancel === undefined) await this.#events.refresh();
      await this.#step();
    }
    return this.#snapshot;
  }

  /** Makes a step at once, so that viewers see what was just done. */
  async look(): Promise<void> {
    await this.#running;
    await this.#step();
  }

  /** Stops polling. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#events.close();
  }

  #start(): void {
    this.#events.open();
    this.#cancel = this.#options.timer.every(STEP_MS, () => void this.#step());
  }

  #step(): Promise<void> {
    this.#running ??= this.#ask().finally(() => this.#running = undefined);
    return this.#running;
  }

  async #ask(): Promise<void> {
    const { clock, timer, registryUrl, telemetry } = this.#options;
    const fleet = this.#fleet = await readFleetFacts(this.#fleet, this.#options);
    const gateways = (fleet.ps?.instances ?? []).filter((one) =>
      one.app === "gateway" && one.adminUrl !== undefined
    );
    const [registry, scraped, chaos, deploys, alerts] = await Promise.all([
      readRegistry(this.#registry, this.#options),
      this.#scraper.scrape(gateways),
      readChaosFacts(this.#chaos, fleet.ps?.instances ?? [], this.#options),
      this.#readDeploys(),
      telemetry && readAlertFacts(this.#alerts, { telemetry, clock, timer }),
    ]);
    this.#registry = registry;
    this.#chaos = chaos;
    this.#deploys = deploys;
    this.#alerts = alerts;
    this.#gateways = scraped.rows;
    this.#traffic.add(clock.monotonicMs(), scraped.scrapes);
    this.#publish(makeSnapshot({
      atMs: clock.nowMs(),
      fleet,
      registry,
      registryUrl,
      gateways: this.#gateways,
      traffic: this.#traffic.rows(),
      events: this.#events.list(),
      chaos,
      deploys,
      alerts,
    }));
  }

  /** What goes on, in a platform with a conductor; who does not need it does not load it. */
  async #readDeploys(): Promise<DeployState | undefined> {
    const hasConductor = this.#fleet.ps?.instances.some(({ app }) => app === "conductor") ?? false;
    if (this.#deploys === undefined && !hasConductor) return undefined;
    const { readDeployFacts } = await import("./deploy/deploy_facts.ts");
    return await readDeployFacts(this.#deploys, this.#options);
  }

  #publish(snapshot: OpsSnapshot): void {
    const delta = diffSnapshots(this.#snapshot, snapshot);
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener(snapshot, delta);
  }
}
