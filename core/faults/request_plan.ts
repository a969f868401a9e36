import type { RequestEffect } from "../contracts/fault.ts";
import type { Timer } from "../ports/timer.ts";
import type { ActiveFault } from "./active_fault.ts";
import { type AnswerBody, slowBody, truncateBody } from "./body_effects.ts";
import type { FaultBook } from "./fault_book.ts";
import { pause } from "./pause.ts";
import type { RequestFacts } from "./request_match.ts";

/** What a plan works with. */
export interface RequestPlanOptions {
  readonly book: Pick<FaultBook, "requestFaults" | "hit">;
  readonly timer: Timer;
}

/** Nobody waits for the answer any more. Source: nginx, 499. */
const CLIENT_LEFT = 499;
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

type EffectOf<T extends RequestEffect["type"]> = Extract<RequestEffect, { type: T }>;

/**
 * Asks every fault of a book whether it touches this request; undefined when none does.
 *
 * Draws and counts, so a request is planned once.
 */
export function planRequest(
  facts: RequestFacts,
  { book, timer }: RequestPlanOptions,
): RequestPlan | undefined {
  const faults = book.requestFaults.filter((fault) => fault.matcher.take(facts));
  return faults.length === 0 ? undefined : new RequestPlan(faults, { book, timer }, facts.method);
}

/**
 * What faults do to one request.
 *
 * ```text
 * delays, one after the other ─▶ the first abort, else the handler ─▶ empty-body, else
 *   truncate-body ─▶ slow-body (each) ─▶ content-type (the last one stays)
 * ```
 *
 * Among equals the order is the one in which the faults came. A fault that has ended does nothing any
 * more, and what waits for it goes on at once.
 */
export class RequestPlan {
  readonly #faults: readonly ActiveFault[];
  readonly #options: RequestPlanOptions;
  readonly #method: string;
  readonly #given = new Set<string>();

  /** Plans for `faults`, all of which match. */
  constructor(faults: readonly ActiveFault[], options: RequestPlanOptions, method: string) {
    this.#faults = faults;
    this.#options = options;
    this.#method = method;
  }

  /** The ids of the faults that were really given so far. */
  get givenIds(): readonly string[] {
    return [...this.#given];
  }

  /** Waits, and answers when a fault answers instead, or when `left` aborted meanwhile. */
  async before(left: AbortSignal): Promise<Response | undefined> {
    for (const [fault, effect] of this.#live("delay")) {
      if (left.aborted) break;
      this.#give(fault);
      const shiftMs = (2 * fault.rng.next() - 1) * effect.jitterMs;
      await pause(this.#options.timer, effect.delayMs + shiftMs, [fault.ended, left]);
    }
    if (left.aborted) return new Response(null, { status: CLIENT_LEFT });
    const [first] = this.#live("abort");
    if (first === undefined) return undefined;
    this.#give(first[0]);
    return this.#abort(first[0], first[1].status);
  }

  /** Does to an answer what is to be done to it. */
  after(response: Response): Response {
    // The answer to an accepted WebSocket belongs to the host and must stay as it is.
    if (response.status === 101) return response;
    const headers = new Headers(response.headers);
    const body = this.#bodyOf(response, headers);
    for (const [fault, effect] of this.#live("content-type")) {
      this.#give(fault);
      headers.set("content-type", effect.contentType);
    }
    const { status, statusText } = response;
    return new Response(body, { status, statusText, headers });
  }

  #bodyOf(response: Response, headers: Headers): AnswerBody | null {
    if (response.body === null) return null;
    let body: AnswerBody = response.body;
    const empty = this.#live("empty-body");
    for (const [fault] of empty) this.#give(fault);
    if (empty.length > 0) {
      headers.delete("content-length");
      // The body is of no use; that it cannot be cancelled changes nothing.
      body.cancel().catch(() => undefined);
      return null;
    }
    for (const [fault, effect] of this.#live("truncate-body")) {
      this.#give(fault);
      headers.delete("content-length");
      body = truncateBody(body, effect.keepBytes);
    }
    const { timer } = this.#options;
    for (const [fault, { bytesPerSecond }] of this.#live("slow-body")) {
      this.#give(fault);
      body = slowBody(body, { bytesPerSecond, timer, ended: fault.ended });
    }
    return body;
  }

  #abort({ held }: ActiveFault, status: number): Response {
    if (BODILESS.has(status) || this.#method === "HEAD") return new Response(null, { status });
    const detail = `The fault ${held.id} answers instead`;
    const problem = { type: "about:blank", title: "a fault is active", status, detail };
    return new Response(JSON.stringify(problem), {
      status,
      headers: { "content-type": "application/problem+json" },
    });
  }

  *#liveOf<T extends RequestEffect["type"]>(type: T): Generator<[ActiveFault, EffectOf<T>]> {
    for (const fault of this.#faults) {
      const { effect } = fault.held;
      if (effect.type === type && !fault.ended.aborted) yield [fault, effect as EffectOf<T>];
    }
  }

  #live<T extends RequestEffect["type"]>(type: T): [ActiveFault, EffectOf<T>][] {
    return [...this.#liveOf(type)];
  }

  #give(fault: ActiveFault): void {
    this.#given.add(fault.held.id);
    this.#options.book.hit(fault);
  }
}
