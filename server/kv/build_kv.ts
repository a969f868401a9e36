import type { ServiceContext, ServiceParts } from "@netops/core/service";
import { createKvApp } from "./app.ts";
import { Databases } from "./databases.ts";

const SWEEP_MS = 1_000;
const KEEP_ALIVE_MS = 5_000;

/**
 * Builds the kv process over `boot.dataDir`: one SQLite file per database.
 *
 * `boot.config.maxBytes` bounds the size of each database.
 */
export function buildKv(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, logger, metrics, signal } = context;
  const { clock, timer } = host;
  const requests = metrics.counter("kv_requests_total", "Requests that were served");
  const commits = metrics.counter("kv_commits_total", "Transactions that were flushed to the disk");
  const writes = metrics.counter("kv_writes_total", "Atomic writes that those transactions held");
  const { maxBytes } = boot.config as { maxBytes?: number };
  const databases = new Databases({
    dataDir: boot.dataDir,
    runToken: boot.token,
    clock,
    defer: (run) => void setImmediate(run),
    onBatch: (count) => {
      commits.add(1);
      writes.add(count);
    },
    ...maxBytes === undefined ? {} : { maxBytes },
  });
  const cancels = [
    timer.every(SWEEP_MS, () => sweepAll(context, databases)),
    timer.every(KEEP_ALIVE_MS, () => {
      for (const database of databases.open) database.ping();
    }),
  ];
  const onRequest = (database: string, call: string) => requests.add(1, { database, call });
  const stop = () => {
    for (const cancel of cancels) cancel();
    databases.close();
    return Promise.resolve();
  };
  return Promise.resolve({
    handler: createKvApp({ databases, clock, logger, onRequest, signal }),
    stop,
  });
}

function sweepAll(context: ServiceContext, databases: Databases): void {
  for (const database of databases.open) {
    try {
      database.sweep();
    } catch (thrown) {
      // A full disk must not end the process: what expired is hidden from readers all the same.
      context.logger.log("warn", "Cannot sweep expired keys", { reason: String(thrown) });
    }
  }
}
