import type { CancelTimer, Clock, Timer } from "@netops/core";
import type { OtlpDelivery } from "../otlp/otlp_intake.ts";

/** A line to pass on. */
export interface ForwardedLine {
  readonly tsMs: number;
  readonly level: string;
  readonly app: string;
  readonly instance: string;
  readonly stream: string;
  readonly text: string;
  readonly fields?: Readonly<Record<string, unknown>>;
  /** 32 hex digits. */
  readonly traceId?: string | undefined;
}

/** What is needed to pass lines on. */
export interface ForwardedLogsOptions {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly offer: (delivery: OtlpDelivery) => void;
}

const INTERVAL_MS = 1_000;
const MOST_PER_REQUEST = 1_000;
/** What a start finds of earlier hours would push out what is new. */
const MOST_AGE_MS = 600_000;
/** Source: OpenTelemetry, logs data model. */
const SEVERITIES: Readonly<Record<string, number>> = { debug: 5, info: 9, warn: 13, error: 17 };

/** Passes on what processes write to their standard streams, as OTLP once a second. */
export class ForwardedLogs {
  readonly #options: ForwardedLogsOptions;
  readonly #cancelTimer: CancelTimer;
  #waiting: ForwardedLine[] = [];

  /** Begins with nothing to pass on. */
  constructor(options: ForwardedLogsOptions) {
    this.#options = options;
    this.#cancelTimer = options.timer.every(INTERVAL_MS, () => this.flush());
  }

  /** Takes lines; those that are older than ten minutes are left out. */
  take(lines: readonly ForwardedLine[]): void {
    const oldestMs = this.#options.clock.nowMs() - MOST_AGE_MS;
    for (const line of lines) {
      if (line.tsMs < oldestMs) continue;
      this.#waiting.push(line);
      if (this.#waiting.length >= MOST_PER_REQUEST) this.flush();
    }
  }

  /** Offers what came since the last time. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    const body = new TextEncoder().encode(JSON.stringify(recordsOf(this.#waiting)));
    this.#waiting = [];
    this.#options.offer({
      ...{ signal: "logs", contentType: "application/json", contentEncoding: "", body },
    });
  }

  /** Passes on no more. */
  close(): void {
    this.#cancelTimer();
  }
}

/** Writes lines as the body of `POST /v1/logs`, by who they are of. */
function recordsOf(lines: readonly ForwardedLine[]): unknown {
  const byWriter = Map.groupBy(lines, ({ app, instance }) => JSON.stringify([app, instance]));
  return {
    resourceLogs: [...byWriter].map(([key, own]) => {
      const [service, instance] = JSON.parse(key) as [string, string];
      return {
        resource: {
          attributes: [
            { key: "service.name", value: { stringValue: service } },
            { key: "service.instance.id", value: { stringValue: instance } },
          ],
        },
        scopeLogs: [{ scope: { name: "netops.logs" }, logRecords: own.map(recordOf) }],
      };
    }),
  };
}

function recordOf({ tsMs, level, stream, text, fields = {}, traceId }: ForwardedLine): unknown {
  const attributes = [["log.iostream", stream] as const, ...Object.entries(fields)]
    .map(([key, value]) => ({ key, value: valueOf(value) }));
  return {
    timeUnixNano: `${Math.round(tsMs)}000000`,
    ...{ severityNumber: SEVERITIES[level] ?? 9, severityText: level.toUpperCase() },
    body: { stringValue: text },
    attributes,
    ...(traceId === undefined ? {} : { traceId }),
  };
}

function valueOf(value: unknown): unknown {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value !== "number") return { stringValue: JSON.stringify(value) };
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
