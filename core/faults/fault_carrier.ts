import type { Clock } from "../ports/clock.ts";
import type { HttpHandler } from "../ports/http.ts";
import type { Scope } from "../ports/scope.ts";
import type { Timer } from "../ports/timer.ts";
import {
  type CarriedFault,
  type ContextRefusal,
  FAULT_CONTEXT_HEADER,
  type FaultContextSeal,
} from "./fault_context.ts";
import { type CallLimits, RequestFaults } from "./request_faults.ts";

/** What a carrier works with. */
export interface FaultCarrierOptions {
  /** The app of this process. */
  readonly app: string;
  readonly seal: FaultContextSeal;
  readonly scope: Scope<RequestFaults>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly onHit: (kind: string) => void;
  readonly onRefused: (reason: ContextRefusal) => void;
}

/** A message of the event log, as far as it is of interest here. */
interface Message {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Takes the faults that requests carry through a process: in, along its calls, and on to the next. */
export class FaultCarrier {
  readonly #options: FaultCarrierOptions;
  /** Asking the scope costs something: it is not asked before there was anything in it. */
  #isUsed = false;

  /** Carries nothing yet. */
  constructor(options: FaultCarrierOptions) {
    this.#options = options;
  }

  /** Reads a header; undefined when there is none, or it is not to be heeded, which is counted. */
  open(value: string | null | undefined): RequestFaults | undefined {
    if (value === null || value === undefined) return undefined;
    const { seal, clock, onRefused } = this.#options;
    const opened = seal.open(value, clock.nowMs());
    if (opened.kind === "faults") return this.begin({ value, sealed: opened.faults });
    onRefused(opened.reason);
    return undefined;
  }

  /** Begins what a request was given in this process. */
  begin(
    { value, sealed }: { readonly value: string; readonly sealed: readonly CarriedFault[] },
  ): RequestFaults {
    const { clock, timer, onHit } = this.#options;
    this.#isUsed = true;
    return new RequestFaults(sealed, { value, nowMs: clock.nowMs(), timer, onHit });
  }

  /** Counts a context that was not even read. */
  refuse(reason: ContextRefusal): void {
    this.#options.onRefused(reason);
  }

  /** Wraps a handler: does what a request carries for this app, and keeps it for what the handler does. */
  serve(
    handler: HttpHandler,
    onTouched?: (request: Request, ids: readonly string[]) => void,
  ): HttpHandler {
    return (request, peer) => {
      const faults = this.open(request.headers.get(FAULT_CONTEXT_HEADER));
      if (faults === undefined) return handler(request, peer);
      return this.#serve(faults, {
        request,
        work: async () => await handler(request, peer),
        onTouched: (ids) => onTouched?.(request, ids),
      });
    };
  }

  /** What the next hop is told; undefined outside of touched requests. */
  get value(): string | undefined {
    return this.#current()?.value;
  }

  /**
   * Does what the request that is served carries for calls to `app`: waits, and answers when a fault
   * answers instead. Undefined when there is nothing to do.
   */
  meetCall(app: string, limits: CallLimits): Promise<Response | undefined> | undefined {
    return this.#current()?.meetCall({ point: "client", app, from: this.#options.app }, limits);
  }

  /** Waits or fails as the request that is served carries for the database of this app. */
  passDatabase(): Promise<void> | undefined {
    return this.#current()?.pass({ point: "kv", app: this.#options.app });
  }

  /** Adds to a message what the request that is served carries. */
  carry<T extends Message>(message: T): T {
    const value = this.value;
    if (value === undefined) return message;
    return { ...message, headers: { ...message.headers, [FAULT_CONTEXT_HEADER]: value } };
  }

  /** Handles a message in the scope of what it carries; a fault that aborts makes it throw. */
  async handle(message: Message, work: () => Promise<void> | void): Promise<void> {
    const faults = this.open(message.headers?.[FAULT_CONTEXT_HEADER]);
    if (faults === undefined) return await work();
    try {
      await faults.pass({ point: "server", app: this.#options.app });
      await this.#options.scope.run(faults, async () => await work());
    } finally {
      faults.end();
    }
  }

  async #serve(
    faults: RequestFaults,
    { request, work, onTouched }: {
      readonly request: Request;
      readonly work: () => Promise<Response>;
      readonly onTouched: (ids: readonly string[]) => void;
    },
  ): Promise<Response> {
    const plan = faults.plan({ point: "server", app: this.#options.app }, request.method);
    try {
      const answer = await plan?.before(request.signal) ??
        await this.#options.scope.run(faults, work);
      return plan?.after(answer) ?? answer;
    } finally {
      onTouched(faults.givenIds);
      faults.served();
    }
  }

  #current(): RequestFaults | undefined {
    return this.#isUsed ? this.#options.scope.current() : undefined;
  }
}
