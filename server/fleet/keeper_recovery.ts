import type { ActiveSpan, TraceContext, Tracer } from "@netops/core";

const ABOUT = { "netops.app": "keeper", "netops.instance": "keeper" } as const;

/** Traces how the keeper comes back: one trace from its loss until the next one listens. */
export class KeeperRecovery {
  readonly #tracer: Tracer;
  #root: ActiveSpan | undefined;

  /** Begins without any loss. */
  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** The keeper is gone, or silent; answers the trace of its recovery. */
  lost(reason: string): TraceContext | undefined {
    const start = { kind: "internal", isOperator: true } as const;
    this.#root ??= this.#tracer.begin({ name: "recovery keeper", ...start });
    const death = this.#tracer.begin({ name: "death", parent: this.#root.context, ...start });
    death.end({ status: "error", attributes: { ...ABOUT, reason } });
    return keptOf(this.#root);
  }

  /** A keeper listens; answers the trace that this ends, if it was lost before. */
  ready(): TraceContext | undefined {
    const root = this.#root;
    this.#root = undefined;
    root?.end({ status: "ok", attributes: { ...ABOUT, outcome: "recovered" } });
    return root && keptOf(root);
  }
}

function keptOf({ context }: ActiveSpan): TraceContext | undefined {
  return context.isSampled ? context : undefined;
}
