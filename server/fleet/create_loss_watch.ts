import type { Host } from "@netops/core/host";
import { isDiskFull } from "./disk_full.ts";
import type { GroupJournal } from "./group_journal.ts";
import type { LogStore } from "./log_store.ts";
import { LossWatch } from "./loss_watch.ts";
import type { FleetStore } from "./store.ts";
import type { Timeline } from "./timeline.ts";

/** Who may lose something to a full disk. */
interface Losers {
  readonly logs: LogStore;
  readonly timeline: Timeline;
  readonly store: FleetStore;
  readonly journal: GroupJournal;
}

/** One event and one line in the logs say what a full disk cost. */
export function createLossWatch(
  { host, boot }: { readonly host: Host; readonly boot: { readonly home: string } },
  { logs, timeline, store, journal }: Losers,
): LossWatch {
  const { clock, timer } = host;
  return new LossWatch({
    counts: () => ({
      ...{ logs: logs.lostLines, events: timeline.lostEvents },
      ...{ rows: store.lostRows, groups: journal.lostLines },
    }),
    isDiskFull: () => isDiskFull(host.freeBytes(boot.home)),
    onTaken: (lost, fromMs) => {
      timeline.record({
        kind: "disk.lost",
        subject: "fleet",
        actor: "fleet",
        data: { fromMs, ...lost },
      });
      const message = "the disk was full and takes again; lost meanwhile";
      const text = JSON.stringify({ level: "warn", message, ...lost });
      logs.append({ instance: "fleet", app: "fleet" }, { stream: "stderr", text });
    },
    nowMs: () => clock.nowMs(),
    timer,
  });
}
