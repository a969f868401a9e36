import {
  formatTraceParent,
  type HttpClient,
  type Logger,
  type Timer,
  type TraceContext,
} from "@netops/core";
import { selfRegister, signInstance } from "@netops/core/service";
import type { Group, Member } from "./model.ts";

/** What the registrar works with. */
export interface RegistrarOptions {
  readonly registryUrl: string;
  /** The run's token: what instances are signed with. */
  readonly token: string;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly logger: Logger;
  /** What a lease that changes now is a part of, if anything. */
  readonly traceOf?: (member: Member) => TraceContext | undefined;
}

interface Registered {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** Registers the user's services, renews for them while they are healthy, and cancels at once when not. */
export class Registrar {
  readonly #options: RegistrarOptions;
  readonly #entries = new Map<string, Registered>();
  readonly #leaving = new Map<string, Promise<void>>();
  readonly #forgetting = new Map<string, Promise<void>>();

  /** Makes a registrar that registers nobody yet. */
  constructor(options: RegistrarOptions) {
    this.#options = options;
  }

  /** Registers an instance and keeps its lease. */
  enter(group: Group, member: Member): void {
    if (this.#entries.has(member.id)) return;
    const stop = new AbortController();
    const registration = {
      instanceId: member.id,
      app: group.manifest.app,
      cluster: group.cluster,
      serverGroup: group.name,
      version: group.version,
      region: member.region,
      zone: member.zone,
      host: member.host,
      port: member.port,
      signature: this.#sign(group, member),
    };
    const { traceOf } = this.#options;
    const options = {
      ...{ ...this.#options, registration, signal: stop.signal },
      traceOf: () => traceOf?.(member),
    };
    // A cancel that is still on its way must not end the new lease.
    const left = this.#leaving.get(member.id);
    const done = left === undefined
      ? selfRegister(options)
      : left.then(() => selfRegister(options));
    this.#entries.set(member.id, { stop, done });
  }

  /** Whether fleet holds the lease of an instance. */
  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** Cancels the lease of an instance; resolves when the registry has answered or 500 ms are over. */
  async leave(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    entry.stop.abort(new Error("the instance leaves"));
    this.#leaving.set(id, entry.done);
    await entry.done;
    if (this.#leaving.get(id) === entry.done) this.#leaving.delete(id);
  }

  /** Cancels the lease of a process of ours that died without doing so. */
  forget(app: string, member: Member): Promise<void> {
    const { id } = member;
    const done = this.#cancel(app, member).then(() => {
      if (this.#forgetting.get(id) === done) this.#forgetting.delete(id);
    });
    this.#forgetting.set(id, done);
    return done;
  }

  /**
   * Resolves when no cancel of this id is on its way: a late one would end the lease of the next process
   * of the same name. A registry that answers nothing is waited for 500 ms.
   */
  async isForgotten(id: string): Promise<void> {
    await this.#forgetting.get(id);
  }

  async #cancel(app: string, member: Member): Promise<void> {
    const { registryUrl, http, traceOf } = this.#options;
    const url = `${registryUrl}/eureka/apps/${app.toUpperCase()}/${member.id}`;
    const trace = traceOf?.(member);
    const headers = trace === undefined ? {} : { traceparent: formatTraceParent(trace) };
    try {
      const signal = AbortSignal.timeout(500);
      const response = await http.send({ method: "DELETE", url, headers, signal });
      await response.body?.cancel();
    } catch {
      // The registry is away: its own eviction ends the lease.
    }
  }

  #sign(group: Group, member: Member): string {
    const { id, host, port } = member;
    const { app } = group.manifest;
    return signInstance(this.#options.token, { id, app, serverGroup: group.name, host, port });
  }
}
