import type { EventSink, Logger } from "@netops/core";
import type { OcaReport, OcaState } from "@netops/core/contracts";
import type { ServiceContext } from "@netops/core/service";
import { cmsdDynamic } from "./cmsd.ts";
import type { Filler } from "./filler.ts";
import type { HotSet } from "./hot_set.ts";
import type { Inventory } from "./inventory.ts";
import type { Library } from "./library.ts";
import type { OcaConfig } from "./oca_config.ts";
import type { Reporter } from "./reporter.ts";
import { type DrainReason, servingState } from "./serving_state.ts";
import type { Session, SessionTable } from "./session_table.ts";
import type { Traffic } from "./traffic.ts";

/** The parts of an OCA that its life runs over. */
export interface ApplianceParts {
  readonly context: ServiceContext;
  readonly config: OcaConfig;
  readonly inventory: Inventory;
  readonly library: Library;
  readonly hot: HotSet;
  readonly sessions: SessionTable;
  readonly traffic: Traffic;
}

/** Who asks and who fetches; they need the appliance themselves, so they come later. */
export interface ApplianceHands {
  readonly reporter: Reporter;
  readonly filler: Filler;
}

const TICK_MS = 500;
/** An OCA that was ordered nothing for so long after its start comes up all the same, drained. */
const LATEST_HEALTHY_MS = 4_000;
/** A title without a source: somebody else fetches it in this moment. Or origin was not heard yet. */
const ASK_AGAIN_MS = 200;

/** The life of an OCA: follows orders, drains, tells cachecontrol and the metrics how it is. */
export class Appliance {
  readonly #parts: ApplianceParts;
  readonly #events: EventSink;
  readonly #logger: Logger;
  readonly #gauge: ReturnType<typeof gauges>;
  readonly #startedAtMs: number;
  #hands: ApplianceHands | undefined;
  #state: OcaState = "DRAINED";
  #reason: DrainReason | undefined = "cut-off";
  #wantedState: "SERVING" | "DRAINED" = "SERVING";
  #cmsdDynamic = "";
  #healthy = false;
  #tidying = false;

  constructor(parts: ApplianceParts) {
    this.#parts = parts;
    const { events, logger, metrics, host } = parts.context;
    this.#events = events;
    this.#logger = logger;
    this.#gauge = gauges(metrics);
    this.#startedAtMs = host.clock.monotonicMs();
  }

  /** Begins to live; returns what ends it. */
  start(hands: ApplianceHands): () => void {
    this.#hands = hands;
    const { timer } = this.#parts.context.host;
    this.#tick();
    hands.reporter.soon();
    const cancels = [
      timer.every(TICK_MS, () => this.#tick()),
      timer.every(this.#parts.config.scrubMs, () => this.#tidy()),
    ];
    return () => {
      for (const cancel of cancels) cancel();
      hands.reporter.close();
    };
  }

  /** Why no new session is taken; undefined while serving. */
  get drainReason(): DrainReason | undefined {
    return this.#reason;
  }

  /** CMSD-Dynamic as of the last half second. */
  get cmsdDynamic(): string {
    return this.#cmsdDynamic;
  }

  /** Whether it can do its work: the first orders are carried out, or were waited for long enough. */
  isHealthy(): boolean {
    const ageMs = this.#parts.context.host.clock.monotonicMs() - this.#startedAtMs;
    const orders = this.#hands?.reporter.orders();
    const isFilled = orders?.settled === true && this.#hands?.filler.missing().length === 0;
    this.#healthy ||= isFilled || ageMs >= LATEST_HEALTHY_MS;
    return this.#healthy;
  }

  /** Carries out what cachecontrol orders now. */
  followOrders(): void {
    const { reporter, filler } = this.#hands!;
    const orders = reporter.orders();
    if (orders === undefined) return;
    this.#wantedState = orders.wantedState;
    this.#updateState();
    void filler.follow(orders);
    // An empty list means "in a moment", none at all that nobody has it.
    const isWaiting = filler.missing().some(({ titleId }) => orders.sources[titleId]?.length === 0);
    if (isWaiting || !orders.settled) reporter.soon(ASK_AGAIN_MS);
  }

  /** What is told to cachecontrol. */
  report(): OcaReport {
    const { context, config, inventory, hot, sessions } = this.#parts;
    const { boot, host } = context;
    const { usedBytes, budgetBytes, hits, misses } = hot.figures();
    const egressBps = this.#egressBps();
    const held = [...inventory.objects().values()].reduce((sum, bytes) => sum + bytes, 0);
    return {
      ...{ oca: boot.instanceId, region: boot.region, zone: boot.zone },
      ...{ site: config.site, isp: config.isp, routes: config.routes },
      url: `http://${boot.host}:${boot.port}`,
      sentAtMs: host.clock.nowMs(),
      state: this.#state,
      healthy: true,
      load: {
        egressBps,
        capacityBps: config.capacityBps,
        sessions: sessions.size,
        loadRatio: Math.min(1, egressBps / config.capacityBps),
      },
      titles: inventory.packages.map(({ titleId, version }) => ({ titleId, version })),
      disk: { usedBytes: held, budgetBytes: config.diskBytes },
      hot: { usedBytes, budgetBytes, hits, misses },
    };
  }

  #egressBps(): number {
    const { traffic, context } = this.#parts;
    return traffic.egressBps(context.host.clock.monotonicMs());
  }

  #tick(): void {
    const { context, sessions, traffic, hot, config } = this.#parts;
    for (const ended of sessions.sweep(context.host.clock.nowMs())) this.#logEnd(ended);
    traffic.flush();
    this.#updateState();
    const egressBps = this.#egressBps();
    this.#gauge.sessions.set(sessions.size);
    this.#gauge.egress.set(egressBps);
    this.#gauge.hotBytes.set(hot.figures().usedBytes);
    this.#gauge.serving.set(this.#state === "SERVING" ? 1 : 0);
    const { capacityBps } = config;
    const oca = context.boot.instanceId;
    this.#cmsdDynamic = cmsdDynamic({ oca, egressBps, capacityBps, sessions: sessions.size });
  }

  #updateState(): void {
    const { sessions, context } = this.#parts;
    const { state, reason } = servingState({
      wantedState: this.#wantedState,
      sinceAcceptedMs: this.#hands!.reporter.sinceAcceptedMs(),
      sessions: sessions.size,
    });
    this.#reason = reason;
    if (state === this.#state) return;
    this.#state = state;
    const subject = context.boot.instanceId;
    const data = reason === undefined ? {} : { reason };
    this.#events.publish({ kind: `oca.${state.toLowerCase()}`, subject, data });
    this.#hands!.reporter.soon();
  }

  /** Scrubs one object and removes what nobody wants; one run at a time. */
  async #tidy(): Promise<void> {
    const { reporter, filler } = this.#hands!;
    if (this.#tidying || filler.busy) return;
    this.#tidying = true;
    try {
      const orders = reporter.orders();
      const nowMs = this.#parts.context.host.clock.monotonicMs();
      const changed = await this.#parts.library.scrubNext() ||
        orders?.settled === true &&
          await this.#parts.library.removeUnwanted(orders.manifest, nowMs);
      if (changed) reporter.soon();
    } catch (thrown) {
      this.#logger.log("warn", "Cannot tidy the disk", { reason: String(thrown) });
    } finally {
      this.#tidying = false;
    }
  }

  #logEnd(session: Session): void {
    // The signature opens the title to whoever reads it.
    const { key: _key, sig: _sig, ...facts } = session;
    this.#logger.log("info", "a session ended", { ...facts });
  }
}

function gauges(metrics: ServiceContext["metrics"]) {
  return {
    sessions: metrics.gauge("oca_sessions", "Sessions that play: seen within the last ten seconds"),
    egress: metrics.gauge("oca_egress_bps", "Bits served within the last second"),
    hotBytes: metrics.gauge("oca_hot_bytes", "Bytes of objects in memory"),
    serving: metrics.gauge("oca_serving", "1 while new sessions are taken"),
  };
}
