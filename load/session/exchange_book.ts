import { withoutQuery } from "./call_rules.ts";
import type { EndLine, RequestTally, SessionFailure, TrafficSecond } from "./session_line.ts";

/** One request of a session that is over. */
export interface EndedExchange {
  readonly kind: string;
  /** Application or OCA. */
  readonly service: string;
  readonly isOca: boolean;
  readonly url: string;
  /** Wall time of its end. */
  readonly atMs: number;
  /** Undefined when it was not answered. */
  readonly durationMs?: number;
  readonly bytes: number;
  /** Undefined when it went well; a type such as `http 503` where that is all that is known. */
  readonly failure?: string | SessionFailure;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Tally = Omit<Writable<RequestTally>, "durationsMs"> & { readonly durationsMs: number[] };
type Failure = Writable<EndLine["failures"][number]>;

/** Counts what a session exchanged, and what failed of it: the first of each type and service. */
export class ExchangeBook {
  readonly #tallies = new Map<string, Tally>();
  readonly #seconds = new Map<string, Writable<TrafficSecond>>();
  readonly #failures = new Map<string, Failure>();
  #last: SessionFailure | undefined;

  /** The failure that was noted last. */
  get lastFailure(): SessionFailure | undefined {
    return this.#last;
  }

  /** Counts a request; one that failed is noted as a failure, too. */
  count(exchange: EndedExchange): void {
    this.#tally(exchange);
    this.#flow(exchange);
    const { failure, kind, service, url, atMs } = exchange;
    if (failure === undefined) return;
    if (typeof failure !== "string") return this.note(failure, atMs);
    const message = `${service}: ${failure} for ${kind}`;
    this.note({ kind: "technical", type: failure, service, url, message }, atMs);
  }

  /** Notes what a session ended by, unless it was counted when it happened. */
  conclude(failure: SessionFailure, atMs: number): void {
    if (!this.#failures.has(keyOf(failure))) this.note(failure, atMs);
  }

  /** Notes a failure. */
  note(failure: SessionFailure, atMs: number): void {
    const whole = { ...failure, url: withoutQuery(failure.url) };
    this.#last = whole;
    const key = keyOf(failure);
    const known = this.#failures.get(key);
    if (known === undefined) this.#failures.set(key, { ...whole, atMs, count: 1 });
    else known.count++;
  }

  /** Everything, as the last line of a session says it. */
  lists(): Pick<EndLine, "requests" | "traffic" | "failures"> {
    return {
      requests: [...this.#tallies.values()],
      traffic: [...this.#seconds.values()],
      failures: [...this.#failures.values()],
    };
  }

  #tally({ kind, service, isOca, durationMs, bytes, failure }: EndedExchange): void {
    const key = `${kind}|${service}`;
    const tally: Tally = this.#tallies.get(key) ??
      { isOca, kind, service, count: 0, failed: 0, durationsMs: [], bytes: 0 };
    this.#tallies.set(key, tally);
    tally.count++;
    tally.bytes += bytes;
    if (failure !== undefined) tally.failed++;
    // Hundredths of a millisecond are finer than anything that is said of them.
    if (durationMs !== undefined) tally.durationsMs.push(Math.round(durationMs * 100) / 100);
  }

  #flow({ service, isOca, atMs, bytes, failure }: EndedExchange): void {
    const second = Math.floor(atMs / 1_000);
    const key = `${second}|${service}`;
    const flow = this.#seconds.get(key) ??
      { second, service, isOca, requests: 0, failed: 0, bytes: 0 };
    this.#seconds.set(key, flow);
    flow.requests++;
    flow.bytes += bytes;
    if (failure !== undefined) flow.failed++;
  }
}

function keyOf({ type, service }: SessionFailure): string {
  return `${type}|${service}`;
}
