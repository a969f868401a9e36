import { PrincipalSeal, TitleKeys } from "@netops/core";
import { createBackgroundProducer } from "@netops/core/clients";
import type { AccountRecord, PlayerConfig } from "@netops/core/contracts";
import {
  openDatabase,
  openEventLog,
  openPlatformCalls,
  type ServiceContext,
  type ServiceParts,
  waitAtMost,
} from "@netops/core/service";
import { createPlaybackApp } from "./app.ts";
import { createDependencies } from "./dependencies.ts";
import { Playback } from "./playback.ts";
import { PLAYER_CONFIG } from "./player_config.ts";
import { Sessions } from "./sessions.ts";
import { PlaybackStore } from "./store.ts";
import { StreamStarts } from "./stream_starts.ts";

/** Whoever learns from viewing learns a moment later; the log takes few large requests instead of many. */
const LINGER_MS = 200;
const FLUSH_MS = 500;
/** What is under way may end; a database or a log that is away may not hold the stop up. */
const LAST_WORK_MS = 700;

/** Puts playback together. `boot.config.player` may overrule how players behave. */
export async function buildPlayback(context: ServiceContext): Promise<ServiceParts> {
  const { boot: { token, config }, host, logger, metrics } = context;
  const { clock, timer } = host;
  const kv = await openDatabase(context);
  const calls = openPlatformCalls(context);
  const log = openEventLog(context, calls);
  const producer = log.producer();
  const lost = metrics.counter("viewing_records_dropped_total", "Beacons that no log took in time");
  const rng = host.createRng(host.randomHex(8));
  const onDropped = (count: number) => lost.add(count);
  const background = createBackgroundProducer({
    ...{ producer, timer, rng, logger, onDropped, lingerMs: LINGER_MS },
    carry: (message) => context.faults.carrier.carry(message),
  });
  const starts = new StreamStarts(metrics);
  const store = new PlaybackStore(kv, timer);
  const { caller } = calls;
  const onFallback = (app: string) => starts.fellBack(app);
  const playback = new Playback({
    ...{ store, starts, clock, keys: new TitleKeys(token) },
    dependencies: createDependencies({ caller, token, clock, onFallback }),
    player: { ...PLAYER_CONFIG, ...(config as { player?: Partial<PlayerConfig> }).player },
    createSessionId: () => host.randomHex(12),
  });
  const sessions = new Sessions({
    ...{ store, starts, clock },
    publish: (record) =>
      background.publish("viewing", { key: record.account, value: JSON.stringify(record) }),
  });
  const accounts = log.consumer({ topics: ["account"], groupId: "playback", fromBeginning: true });
  accounts.run(async ({ message }) => {
    const record = JSON.parse(message.value) as AccountRecord;
    if (record.type === "erased") await sessions.erase(record.account);
  });
  let isReady = false;
  // It rejects only when the process stops before.
  calls.discovery.ready.then(() => isReady = true, () => undefined);
  return {
    handler: createPlaybackApp({
      playback,
      sessions,
      token,
      logger,
      seal: new PrincipalSeal(token),
    }),
    isHealthy: () => isReady,
    stop: async () => {
      const work = Promise.all([accounts.close(), background.close(FLUSH_MS)]);
      await waitAtMost(timer, LAST_WORK_MS, work.then(() => producer.close()));
      calls.close();
      kv.close();
    },
  };
}
