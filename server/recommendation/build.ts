import { NetopsError, PrincipalSeal } from "@netops/core";
import { createTitlesMirror, type TitlesMirror } from "@netops/core/clients";
import {
  openDatabase,
  openEventLog,
  openPlatformCalls,
  type ServiceContext,
  type ServiceParts,
} from "@netops/core/service";
import { createRecommendationApp } from "./app.ts";
import { Recommendation } from "./recommendation.ts";
import { RecommendationStore } from "./store.ts";

/** How long it waits for catalog before it says that it is healthy all the same. */
const PATIENCE_MS = 5_000;

/** Puts recommendation together: a member of the group `recommendation` on what people watch. */
export async function buildRecommendation(context: ServiceContext): Promise<ServiceParts> {
  const { boot: { token }, host, logger, metrics } = context;
  const { clock, timer } = host;
  const kv = await openDatabase(context);
  const calls = openPlatformCalls(context);
  const log = openEventLog(context, calls);
  const mirror = createTitlesMirror({
    ...{ caller: calls.caller, token, log, timer, logger },
    onTitles: () => undefined,
  });
  const store = new RecommendationStore(kv);
  const recommendation = new Recommendation({
    ...{ store, clock, logger },
    titles: () => knownTitles(mirror),
  });
  const records = metrics.counter("recommendation_records_total", "Records that were taken");
  const consumer = log.consumer({
    topics: ["viewing", "account"],
    groupId: "recommendation",
    fromBeginning: true,
  });
  consumer.run(async (delivered) => {
    await recommendation.hear(delivered);
    records.add(1, { topic: delivered.topic });
  });
  const app = createRecommendationApp({
    ...{ recommendation, logger, seal: new PrincipalSeal(token) },
  });
  const bornMs = clock.monotonicMs();
  return {
    handler: (request) => app.fetch(request),
    isHealthy: () => mirror.titles.length > 0 || clock.monotonicMs() - bornMs > PATIENCE_MS,
    stop: async () => {
      await Promise.all([consumer.close(), mirror.close()]);
      calls.close();
      kv.close();
    },
  };
}

/** A catalogue that was never read is not an empty one: the gateway asks catalog itself then. */
function knownTitles({ titles }: TitlesMirror): TitlesMirror["titles"] {
  if (titles.length > 0) return titles;
  throw new NetopsError("UNHEALTHY", "Cannot make rows yet as catalog has told no titles", {
    fix: "netops status",
  });
}
