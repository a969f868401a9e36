import type { EndLine, MarkLine, StartLine } from "../session/session_line.ts";
import type { LoadSecond } from "./load_report.ts";
import { quantilesOf } from "./quantiles.ts";

interface Row {
  started: number;
  failed: number;
  begun: number;
  ended: number;
  stalls: number;
  failovers: number;
  requests: number;
  failedRequests: number;
  readonly startupMs: number[];
  readonly bytesByOca: Record<string, number>;
}

/** What happened in each second of a load. */
export class SecondBook {
  readonly #rows = new Map<number, Row>();

  start(line: StartLine): void {
    this.#at(line.startedAtMs).begun++;
    const row = this.#at(line.atMs);
    if (line.outcome === "failed" && line.failure?.kind !== "business") row.failed++;
    if (line.outcome !== "started") return;
    row.started++;
    row.startupMs.push(line.startupMs ?? line.atMs - line.scheduledAtMs);
  }

  mark({ mark, atMs }: MarkLine): void {
    if (mark === "stalled") this.#at(atMs).stalls++;
    if (mark === "failover") this.#at(atMs).failovers++;
  }

  end({ atMs, traffic }: EndLine): void {
    this.#at(atMs).ended++;
    for (const { second, service, isOca, requests, failed, bytes } of traffic) {
      const row = this.#at(second * 1_000);
      row.requests += requests;
      row.failedRequests += failed;
      if (isOca) row.bytesByOca[service] = (row.bytesByOca[service] ?? 0) + bytes;
    }
  }

  /** Every second from the first to the last, those without anything too. */
  rows(attempts: (fromMs: number, toMs: number) => number | null): readonly LoadSecond[] {
    const rows: LoadSecond[] = [];
    let running = 0;
    for (const [second, row] of this.#all()) {
      running += row.begun;
      const { started, failed, stalls, failovers, requests, failedRequests, bytesByOca } = row;
      rows.push({
        ...{ tsMs: second * 1_000, attempted: attempts(second * 1_000, (second + 1) * 1_000) },
        ...{ started, failed, running, startupMs: quantilesOf(row.startupMs), stalls, failovers },
        ...{ requests, failedRequests, bytesByOca },
      });
      running -= row.ended;
    }
    return rows;
  }

  /** Sessions at once at most. */
  runningMax(): number {
    return this.rows(() => null).reduce((most, { running }) => Math.max(most, running), 0);
  }

  *#all(): Iterable<readonly [number, Row]> {
    const known = [...this.#rows.keys()].sort((one, other) => one - other);
    const [first = 0] = known;
    const last = known.at(-1) ?? -1;
    for (let second = first; second <= last; second++) {
      yield [second, this.#rows.get(second) ?? emptyRow()];
    }
  }

  #at(tsMs: number): Row {
    const second = Math.floor(tsMs / 1_000);
    let row = this.#rows.get(second);
    if (row === undefined) this.#rows.set(second, row = emptyRow());
    return row;
  }
}

function emptyRow(): Row {
  return {
    ...{ started: 0, failed: 0, begun: 0, ended: 0, stalls: 0, failovers: 0 },
    ...{ requests: 0, failedRequests: 0, startupMs: [], bytesByOca: {} },
  };
}
