import type { ServiceBoot } from "../contracts/service_boot.ts";
import type { Host } from "../host/host.ts";
import type { EventSink } from "../ports/event_sink.ts";
import type { HttpHandler } from "../ports/http.ts";
import type { Logger } from "../ports/logger.ts";
import type { Tracer, TraceScope } from "../ports/tracer.ts";
import type { MetricRegistry } from "./metric_registry.ts";
import type { ServiceFaults } from "./service_faults.ts";

/** What a process of ours gets to build itself from. */
export interface ServiceContext {
  readonly boot: ServiceBoot;
  readonly host: Host;
  readonly metrics: MetricRegistry;
  readonly logger: Logger;
  readonly events: EventSink;
  readonly tracer: Tracer;
  /** The trace of the request that is served, wherever its work has got to. */
  readonly scope: TraceScope;
  /** What is made to fail in this process. */
  readonly faults: ServiceFaults;
  /** Aborts when the process begins to stop. */
  readonly signal: AbortSignal;
}

/** What a process of ours is made of. */
export interface ServiceParts {
  /** Serves `boot.port`. */
  readonly handler: HttpHandler;
  /** Serves `boot.adminPort` where that is another port. */
  readonly adminHandler?: HttpHandler;
  /** Shares `boot.port` with other instances. */
  readonly shared?: boolean;
  /** Origins of other pages that may call the main port. */
  readonly allowOrigins?: readonly string[];
  /** With true the main port is left bare: the handler guards Host and Origin by itself. */
  readonly bare?: boolean;
  /** With true a bare handler meets the faults of this process by itself. */
  readonly meetsFaults?: boolean;
  /** Registers itself at the registry; true unless said otherwise. */
  readonly register?: boolean;
  /** Whether the process can do its work; asked by `/healthz`. */
  isHealthy?(): boolean;
  /** Takes leave of callers while everything is still open, beside leaving the registry. */
  leave?(): Promise<void>;
  /** Closes listeners of its own, beside those that the process has for it. */
  closeListeners?(deadlineMs: number): Promise<void>;
  /** Ends what the process holds, after the listeners are closed. */
  stop?(): Promise<void>;
}
