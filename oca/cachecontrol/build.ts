import { type DeliveredMessage, NetopsError } from "@netops/core";
import type { ViewingRecord } from "@netops/core/contracts";
import {
  openDatabase,
  openEventLog,
  openPlatformCalls,
  type PlatformCalls,
  type ServiceContext,
  type ServiceParts,
} from "@netops/core/service";
import { createCachecontrolApp } from "./app.ts";
import { Board } from "./board.ts";
import { Control } from "./control.ts";
import { FillEscalation } from "./fill_escalation.ts";
import { Popularity } from "./popularity.ts";
import { Settings } from "./settings.ts";
import { TitleCatalog } from "./title_catalog.ts";

const SWEEP_MS = 500;
/** An instance that knows neither origin nor the settings for so long comes up all the same. */
const LATEST_HEALTHY_MS = 4_000;
/** OCAs report at once to an instance that is new; until then its board would miss some. */
const BOARD_SETTLES_MS = 300;
const BOARD_LATEST_MS = 2_500;

/** Builds a cachecontrol: the board in memory, what operators set in the database. */
export async function buildCachecontrol(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, logger, metrics, signal } = context;
  const { clock, timer } = host;
  const { token } = boot;
  const kv = await openDatabase(context);
  const calls = openPlatformCalls(context);
  const board = new Board();
  const popularity = new Popularity();
  const escalation = new FillEscalation();
  const settings = new Settings({ kv, timer, logger, signal });
  const catalog = new TitleCatalog({ caller: calls.caller, timer, logger, token, signal });
  const control = new Control({
    ...{ board, settings, catalog, popularity, escalation, clock },
    originUrl: () => urlOf(calls, "origin"),
  });
  void settings.follow();
  catalog.soon(0);
  const consumer = openEventLog(context, calls).consumer({
    topics: ["viewing", "titles"],
    fromBeginning: true,
  });
  consumer.run((delivered) => follow(delivered, { popularity, catalog }));
  const known = metrics.gauge("cachecontrol_ocas", "OCAs that were heard lately");
  const cancelSweep = timer.every(SWEEP_MS, () => {
    escalation.sweep(clock.monotonicMs());
    tellStale(context, calls, board);
    known.set(board.fresh(clock.monotonicMs()).length);
  });
  const readiness = createReadiness(context, board);
  const app = createCachecontrolApp({
    ...{ control, popularity, clock, logger, token },
    checkBoard: readiness.checkBoard,
  });
  return {
    handler: (request) => app.fetch(request),
    isHealthy: () =>
      readiness.ageMs() >= LATEST_HEALTHY_MS ||
      catalog.titles !== undefined && settings.view !== undefined,
    stop: async () => {
      cancelSweep();
      catalog.close();
      await consumer.close();
      calls.close();
      kv.close();
    },
  };
}

/** Learns from the log what is watched, and when origin has something new. */
function follow(
  { topic, message }: DeliveredMessage,
  { popularity, catalog }: { readonly popularity: Popularity; readonly catalog: TitleCatalog },
): void {
  if (topic === "titles") return catalog.soon();
  const record = JSON.parse(message.value) as ViewingRecord;
  if (record.type === "start") popularity.count(record.titleId, record.tsMs);
}

/** All instances see an OCA go stale; the first by name says so. */
function tellStale(context: ServiceContext, calls: PlatformCalls, board: Board): void {
  const { boot, host, events } = context;
  const speaker = calls.discovery.up("cachecontrol").map(({ id }) => id).sort()[0];
  for (const oca of board.sweep(host.clock.monotonicMs())) {
    if (speaker !== undefined && speaker !== boot.instanceId) continue;
    events.publish({ kind: "oca.stale", subject: oca });
  }
}

function createReadiness({ host: { clock } }: ServiceContext, board: Board) {
  const startedAtMs = clock.monotonicMs();
  const ageMs = () => clock.monotonicMs() - startedAtMs;
  const checkBoard = () => {
    const sinceFirstMs = clock.monotonicMs() - (board.firstHeardMs ?? Infinity);
    if (sinceFirstMs >= BOARD_SETTLES_MS || ageMs() >= BOARD_LATEST_MS) return;
    throw new NetopsError("UNHEALTHY", "Cannot tell the board yet as not every OCA was heard");
  };
  return { ageMs, checkBoard };
}

function urlOf(calls: PlatformCalls, app: string): string | undefined {
  const [instance] = calls.discovery.up(app);
  return instance && `http://${instance.host}:${instance.port}`;
}
