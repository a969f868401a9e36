import type { ServiceContext, ServiceParts } from "@netops/core/service";
import { createEventsApp } from "./app.ts";
import { Committer } from "./commit.ts";
import { readEventsConfig } from "./events_config.ts";
import { GroupBoard } from "./group_board.ts";
import { Store } from "./store.ts";
import { sweepLog } from "./sweep.ts";
import { TopicLog } from "./topic_log.ts";
import { WaitBoard } from "./wait_board.ts";

const TICK_MS = 250;

/** Builds the events process over `boot.dataDir/events.log`; `EventsConfig` says what can be set. */
export function buildEvents(context: ServiceContext): Promise<ServiceParts> {
  const { boot, host, logger, metrics, signal } = context;
  const { clock, timer } = host;
  const config = readEventsConfig(boot.config);
  const commits = metrics.counter("events_commits_total", "Transactions flushed to the disk");
  const works = metrics.counter("events_writes_total", "Requests that those transactions held");
  const swept = metrics.counter("events_expired_total", "Messages deleted by retention");
  const { maxBytes, defaults, times } = config;
  const store = new Store({ path: `${boot.dataDir}/events.log`, maxBytes });
  const committer = new Committer({
    transaction: (work) => store.transaction(work),
    defer: (run) => void setImmediate(run),
    onCommit: (count) => {
      commits.add(1);
      works.add(count);
    },
  });
  const board = new WaitBoard();
  const log = new TopicLog({ store, committer, clock, board, defaults });
  const groups = new GroupBoard({ store, committer, log, clock, board, logger, times });
  const cancels = [
    timer.every(TICK_MS, () => groups.tick(TICK_MS)),
    timer.every(config.sweepMs, () => {
      sweepLog({ store, committer, clock }).then((count) => swept.add(count), (thrown) => {
        // A full disk must not end the process; the next sweep tries again.
        logger.log("warn", "Cannot delete what is too old", { reason: String(thrown) });
      });
    }),
  ];
  const app = createEventsApp({
    ...{ store, log, groups, board, timer, logger, signal },
    token: boot.token,
  });
  return Promise.resolve({
    handler: (request) => app.fetch(request),
    stop: () => {
      for (const cancel of cancels) cancel();
      committer.flush();
      store.close();
      return Promise.resolve();
    },
  });
}
