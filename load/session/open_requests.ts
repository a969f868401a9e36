import type { ViewerInput, ViewerRequest } from "@netops/core/viewer";
import type { EndedExchange } from "./exchange_book.ts";

/** A request of a viewer that came to its end; `startedAtMs` is on the viewer's clock. */
export interface EndedRequest {
  readonly request: ViewerRequest;
  readonly startedAtMs: number;
  readonly exchange: EndedExchange;
}

interface Ending {
  readonly nowMs: number;
  readonly durationMs?: number;
  readonly bytes?: number;
  readonly failure?: string;
}

/** A timer may ring a little before its time. */
const TIMER_SLACK_MS = 20;
/** Words of a viewer that gave up waiting. */
const IMPATIENCE: Readonly<Record<string, string>> = {
  hang: "timeout",
  silence: "timeout",
  slow: "slow",
};

/** Follows the requests of a viewer from fetch to answer, failure, or abort. */
export class OpenRequests {
  readonly #open = new Map<number, { readonly request: ViewerRequest; readonly sinceMs: number }>();
  readonly #wallOffsetMs: number;
  /** The last that was ended before its time: the viewer says why right after. */
  #aborted: { readonly request: ViewerRequest; readonly sinceMs: number } | undefined;

  /** `wallOffsetMs`: wall time less the viewer's clock. */
  constructor(wallOffsetMs: number) {
    this.#wallOffsetMs = wallOffsetMs;
  }

  /** Notes a fetch. */
  begin(request: ViewerRequest, nowMs: number): void {
    this.#open.set(request.id, { request, sinceMs: nowMs });
  }

  /** Takes what was fed to the viewer; undefined for heads, progress, and what nobody waited for. */
  hear(
    input: ViewerInput,
    { nowMs, durationMs }: { readonly nowMs: number; readonly durationMs: number | undefined },
  ): EndedRequest | undefined {
    if (input.kind !== "answer" && input.kind !== "failure") return undefined;
    const open = this.#open.get(input.id);
    if (open === undefined) return undefined;
    this.#open.delete(input.id);
    if (input.kind === "failure") return this.#ended(open, { nowMs, failure: input.reason });
    const { status, bytes } = input;
    const failure = status >= 200 && status < 300 ? {} : { failure: `http ${status}` };
    return this.#ended(open, {
      ...{ nowMs, bytes, durationMs: durationMs ?? nowMs - open.sinceMs },
      ...failure,
    });
  }

  /** Takes a request that the viewer ended; it failed when its time was over. */
  abort(id: number, nowMs: number): EndedRequest | undefined {
    const open = this.#open.get(id);
    if (open === undefined) return undefined;
    this.#open.delete(id);
    const isLate = nowMs - open.sinceMs >= open.request.timeoutMs - TIMER_SLACK_MS;
    this.#aborted = isLate ? undefined : open;
    return isLate ? this.#ended(open, { nowMs, failure: "timeout" }) : undefined;
  }

  /** Takes why the viewer left an OCA; undefined when the reason was fed to it. */
  blame(detail: string, nowMs: number): EndedRequest | undefined {
    const open = this.#aborted;
    const failure = IMPATIENCE[detail];
    if (open === undefined || failure === undefined) return undefined;
    this.#aborted = undefined;
    return this.#ended(open, { nowMs, failure });
  }

  #ended(
    { request, sinceMs }: { readonly request: ViewerRequest; readonly sinceMs: number },
    { nowMs, durationMs, bytes = 0, failure }: Ending,
  ): EndedRequest {
    const exchange = {
      ...{ kind: request.purpose, service: request.oca, isOca: true, url: request.url, bytes },
      atMs: Math.round(nowMs + this.#wallOffsetMs),
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(failure === undefined ? {} : { failure }),
    };
    return { request, startedAtMs: sinceMs, exchange };
  }
}
