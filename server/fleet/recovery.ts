import type { ActiveSpan, SpanAttributes, TraceContext, Tracer } from "@netops/core";
import type { MemberChange } from "./supervisor_options.ts";

/** What a recovery does at the moment; each is a span of its trace. */
export type RecoveryStep = "unhealthy" | "stop" | "spawn" | "start" | "register";

/** How a recovery ended. */
export type RecoveryEnd = "recovered" | "abandoned" | "too-long";

/** One seat that lost its holder, from the first sign of it until a holder serves again: one trace. */
export class Recovery {
  readonly #tracer: Tracer;
  readonly #root: ActiveSpan;
  readonly #about: SpanAttributes;
  #step: { readonly name: RecoveryStep; readonly span: ActiveSpan } | undefined;
  #deaths = 0;
  #holder: string;
  #isRegistered = false;

  /** Begins the trace. */
  constructor(tracer: Tracer, app: string, { member }: Pick<MemberChange, "member">) {
    this.#tracer = tracer;
    this.#about = {
      "netops.app": app,
      "netops.server_group": member.group,
      "netops.slot": member.slot,
    };
    this.#holder = member.id;
    this.#root = tracer.begin({ name: `recovery ${app}`, kind: "internal", isOperator: true });
  }

  /** What everything that belongs to it is a part of; undefined when it is not kept. */
  get context(): TraceContext | undefined {
    return this.#root.context.isSampled ? this.#root.context : undefined;
  }

  /** The step that it is in. */
  get step(): RecoveryStep | undefined {
    return this.#step?.name;
  }

  /** The instance that holds the seat, or held it last. */
  get holder(): string {
    return this.#holder;
  }

  /** Whether a holder has died. */
  get hasDied(): boolean {
    return this.#deaths > 0;
  }

  /** Whether the holder is registered. */
  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  /** Goes on to another step. */
  enter(name: RecoveryStep): void {
    this.#leave("ok");
    this.#step = { name, span: this.#begin(name) };
  }

  /** A holder died, or could not be started; the next one is to come. */
  died({ member, reason, exit, kind }: MemberChange): void {
    this.#leave(kind === "spawn-failed" ? "error" : "ok");
    this.#deaths++;
    this.#isRegistered = false;
    this.#begin("death").end({
      status: "error",
      attributes: {
        ...this.#said(member.id),
        "process.pid": member.pid,
        ...(reason === undefined ? {} : { reason }),
        ...(exit === undefined ? {} : { "process.exit.code": exit.code }),
        ...(exit?.signal ? { "process.exit.signal": exit.signal } : {}),
      },
    });
    this.enter("spawn");
  }

  /** A process has the seat. */
  spawned(id: string): void {
    this.#holder = id;
    this.enter("start");
  }

  /** The holder stands in the registry, maybe before its first good health check. */
  registered(): void {
    if (this.#isRegistered) return;
    this.#isRegistered = true;
    if (this.step === "register") return;
    this.#begin("register").end({ status: "ok", attributes: this.#said(this.#holder) });
  }

  /** Ends the trace. */
  end(how: RecoveryEnd): void {
    const status = how === "too-long" ? "error" : "ok";
    this.#leave(status);
    this.#root.end({
      status,
      attributes: { ...this.#said(this.#holder), outcome: how, deaths: this.#deaths },
    });
  }

  #leave(status: "ok" | "error"): void {
    this.#step?.span.end({ status, attributes: this.#said(this.#holder) });
    this.#step = undefined;
  }

  #begin(name: string): ActiveSpan {
    const parent = this.#root.context;
    return this.#tracer.begin({ name, kind: "internal", parent, isOperator: true });
  }

  #said(instance: string): SpanAttributes {
    return { ...this.#about, "netops.instance": instance };
  }
}
