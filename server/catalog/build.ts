import { PrincipalSeal } from "@netops/core";
import { createBackgroundProducer } from "@netops/core/clients";
import {
  openDatabase,
  openEventLog,
  openPlatformCalls,
  type ServiceContext,
  type ServiceParts,
  waitAtMost,
} from "@netops/core/service";
import { createCatalogApp } from "./app.ts";
import { Catalog } from "./catalog.ts";
import { EDITORIAL } from "./editorial.ts";
import { followOrigin, followStore } from "./follow.ts";
import { readPackages } from "./origin_reader.ts";
import { CatalogStore } from "./store.ts";

/** How long an empty catalogue waits for origin before it says that it is healthy all the same. */
const PATIENCE_MS = 8_000;
const FLUSH_MS = 500;
/** What is under way may end; a database or a log that is away may not hold the stop up. */
const LAST_WORK_MS = 700;

/** Puts catalog together. */
export async function buildCatalog(context: ServiceContext): Promise<ServiceParts> {
  const { boot: { token }, host, logger, signal } = context;
  const { clock, timer } = host;
  const kv = await openDatabase(context);
  const calls = openPlatformCalls(context);
  const log = openEventLog(context, calls);
  const producer = log.producer();
  const rng = host.createRng(host.randomHex(8));
  const background = createBackgroundProducer({
    ...{ producer, timer, rng, logger },
    carry: (message) => context.faults.carrier.carry(message),
  });
  const store = new CatalogStore(kv);
  const catalog = new Catalog({
    store,
    clock,
    publish: (record) =>
      background.publish("catalog", { key: record.titleId, value: JSON.stringify(record) }),
  });
  const read = () => readPackages(calls.caller, { token, nowMs: clock.nowMs() });
  const following = { catalog, store, timer, logger, signal };
  const loops = [followStore(following), followOrigin(following, read)];
  const titles = log.consumer({ topics: ["titles"], groupId: "catalog", fromBeginning: false });
  titles.run(async () => await catalog.takePackages(await read()));
  const bornMs = clock.monotonicMs();
  const app = createCatalogApp({ catalog, token, clock, logger, seal: new PrincipalSeal(token) });
  return {
    handler: (request) => app.fetch(request),
    isHealthy: () => knowsBuiltIns(catalog) || clock.monotonicMs() - bornMs > PATIENCE_MS,
    stop: async () => {
      const work = Promise.all([titles.close(), background.close(FLUSH_MS), ...loops]);
      await waitAtMost(timer, LAST_WORK_MS, work.then(() => producer.close()));
      calls.close();
      kv.close();
    },
  };
}

function knowsBuiltIns({ titles }: Catalog): boolean {
  return EDITORIAL.every(({ id }) => titles.some((title) => title.id === id));
}
