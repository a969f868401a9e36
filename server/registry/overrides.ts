import type { Clock, InstanceStatus } from "@netops/core";

/** What decides the status of an instance, besides the override. */
export interface StatusQuestion {
  readonly id: string;
  /** What the client says of itself. */
  readonly clientStatus: InstanceStatus;
  /** The status under the lease it holds already, if it holds one. */
  readonly leaseStatus: InstanceStatus | undefined;
  /** True when a peer asks and not the client. */
  readonly replicated: boolean;
}

const FORGET_AFTER_MS = 3_600_000;

/** Keeps the statuses that operators put over what clients say; each is forgotten 1 h after last use. */
export class Overrides {
  readonly #clock: Clock;
  readonly #byId = new Map<string, { status: InstanceStatus; usedAtMs: number }>();

  /** Makes an empty map of overrides. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts a status over an instance. */
  set(id: string, status: InstanceStatus): void {
    this.#byId.set(id, { status, usedAtMs: this.#clock.monotonicMs() });
  }

  /** The override of an instance, or undefined; asking counts as use. */
  get(id: string): InstanceStatus | undefined {
    const entry = this.#byId.get(id);
    if (entry === undefined) return undefined;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - entry.usedAtMs > FORGET_AFTER_MS) {
      this.#byId.delete(id);
      return undefined;
    }
    entry.usedAtMs = nowMs;
    return entry.status;
  }

  /** Takes an override away and answers what it was. */
  remove(id: string): InstanceStatus | undefined {
    const status = this.get(id);
    this.#byId.delete(id);
    return status;
  }

  /** All overrides, by instance id. */
  entries(): Array<readonly [string, InstanceStatus]> {
    return [...this.#byId].map(([id, entry]) => [id, entry.status] as const);
  }

  /**
   * Decides the status of an instance; the first that matches counts: a client that is neither UP
   * nor OUT_OF_SERVICE is believed; the override; for a client's own call the lease it holds when
   * that is UP or OUT_OF_SERVICE; what the client says.
   *
   * Source: eureka-core InstanceStatusOverrideRule chain (without its AWS rule).
   */
  resolve(question: StatusQuestion): InstanceStatus {
    const { clientStatus, leaseStatus } = question;
    if (clientStatus !== "UP" && clientStatus !== "OUT_OF_SERVICE") return clientStatus;
    const override = this.get(question.id);
    if (override !== undefined) return override;
    const keeps = leaseStatus === "UP" || leaseStatus === "OUT_OF_SERVICE";
    return keeps && !question.replicated ? leaseStatus : clientStatus;
  }
}
