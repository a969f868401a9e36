import { type Clock, NetopsError } from "@netops/core";
import type { FaultOwnerRenewal } from "@netops/core/contracts";
import { type FaultRecord, isOpen, type KnownFault, type TargetRecord } from "./fault_record.ts";
import type { JournalContent, JournalLine, Lever } from "./journal.ts";

/** What a ledger works with. */
export interface LedgerOptions {
  readonly clock: Clock;
  readonly store: { append(line: JournalLine): void; leverOfOthers(): Lever | undefined };
  readonly content: JournalContent;
}

/** A fault that is over by time, and why. */
export interface DueFault {
  readonly fault: KnownFault;
  readonly reason: string;
}

const KEPT_CLOSED = 500;

/** After a failed undo it is tried again this often. */
const RETRY_MS = 2_000;

/** The faults that the guardian knows: each change is in the journal before it counts. */
export class FaultLedger {
  readonly #options: LedgerOptions;
  readonly #faults = new Map<string, KnownFault>();
  readonly #renewedMs = new Map<string, number>();
  readonly #beganMs = new Map<string, number>();
  readonly #failedMs = new Map<string, number>();
  #lever: Lever;

  /** Knows what stands in the journal. */
  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#lever = options.content.lever;
    for (const fault of options.content.faults) {
      if (isOpen(fault)) this.#faults.set(fault.record.id, fault);
    }
  }

  /** With `stopped` no fault is taken. */
  get lever(): Lever {
    if (this.#lever === "armed") this.#lever = this.#options.store.leverOfOthers() ?? "armed";
    return this.#lever;
  }

  /** Takes no fault any more, whether or not that can be noted; answers whether it was. */
  pullLever(): boolean {
    this.#lever = "stopped";
    try {
      this.#noteLever("stopped");
      return true;
    } catch {
      // A disk that takes no note of the lever takes none of a fault either.
      return false;
    }
  }

  /** Takes faults again. @throws {NetopsError} DISK_FULL */
  arm(): void {
    this.#noteLever("armed");
    this.#lever = "armed";
  }

  #noteLever(lever: Lever): void {
    this.#options.store.append({ type: "lever", lever, atMs: this.#options.clock.nowMs() });
  }

  /** All faults, oldest first. */
  get all(): readonly KnownFault[] {
    return [...this.#faults.values()];
  }

  /** Faults of which something may be in the platform. */
  get open(): readonly KnownFault[] {
    return this.all.filter(isOpen);
  }

  /** Faults that are at work. */
  get active(): readonly KnownFault[] {
    return this.all.filter(({ state }) => state === "active");
  }

  /** Instances that open faults take away. */
  takenAway(): readonly TargetRecord[] {
    const taking = this.open.filter(({ record }) => record.takesAway);
    return taking.flatMap(({ record }) => record.parts.map(({ target }) => target));
  }

  /** One fault. @throws {NetopsError} NOT_FOUND */
  require(id: string): KnownFault {
    const fault = this.#faults.get(id);
    if (fault !== undefined) return fault;
    throw new NetopsError("NOT_FOUND", `Cannot find the fault "${id}"`, {
      fix: "netops chaos status",
    });
  }

  /** Notes what is going to be done. @throws {NetopsError} DISK_FULL: then nothing may be done. */
  intend(record: FaultRecord): KnownFault {
    this.#options.store.append({ type: "intent", record });
    const fault: KnownFault = { record, state: "injecting", hits: 0, left: [] };
    this.#faults.set(record.id, fault);
    const nowMs = this.#options.clock.monotonicMs();
    this.#beganMs.set(record.id, nowMs);
    this.#renewedMs.set(record.id, nowMs);
    this.#forgetOld();
    return fault;
  }

  /** Notes that all parts are injected; false when the fault was ended meanwhile. */
  activate(fault: KnownFault): boolean {
    if (fault.state !== "injecting") return false;
    this.setState(fault, "active");
    return true;
  }

  /** Notes how far a fault is. A disk that is full stops no undo. */
  setState(fault: KnownFault, state: KnownFault["state"], reason?: string): void {
    const { clock, store } = this.#options;
    const atMs = clock.nowMs();
    const { id } = fault.record;
    fault.state = state;
    if (reason !== undefined) fault.endReason = reason;
    if (state === "undoing") fault.undoingSinceMs = atMs;
    if (!isOpen(fault)) fault.endedAtMs = atMs;
    if (state === "undo-failed") this.#failedMs.set(id, clock.monotonicMs());
    try {
      store.append({
        type: "state",
        ...{ id, state, atMs },
        ...(reason === undefined ? {} : { reason }),
      });
    } catch {
      // The intent stands in the journal: whoever reads it next undoes the fault once more.
    }
  }

  /** Renews what an owner holds; answers the ids that are over. */
  renew({ experimentId, ids }: FaultOwnerRenewal): string[] {
    const nowMs = this.#options.clock.monotonicMs();
    for (const { record, state } of this.#faults.values()) {
      const isOwn = experimentId !== undefined && record.experimentId === experimentId ||
        ids?.includes(record.id) === true;
      if (isOwn && state === "active") this.#renewedMs.set(record.id, nowMs);
    }
    return (ids ?? []).filter((id) => this.#faults.get(id)?.state !== "active");
  }

  /** Faults whose time is over, whose owner is silent, or whose undo is to be tried again. */
  due(): DueFault[] {
    return this.all.flatMap((fault) => {
      const reason = this.#dueReason(fault);
      return reason === undefined ? [] : [{ fault, reason }];
    });
  }

  #dueReason({ record, state, endReason }: KnownFault): string | undefined {
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    if (state === "undo-failed") {
      const failedMs = this.#failedMs.get(record.id) ?? 0;
      return nowMs - failedMs >= RETRY_MS ? endReason ?? "tried again" : undefined;
    }
    if (state !== "active") return undefined;
    const ranMs = Math.max(
      nowMs - (this.#beganMs.get(record.id) ?? nowMs),
      clock.nowMs() - record.startedAtMs,
    );
    if (ranMs >= record.durationMs) return "its time is over";
    const silentMs = nowMs - (this.#renewedMs.get(record.id) ?? nowMs);
    const isSilent = record.experimentId !== undefined && silentMs >= record.leaseMs;
    return isSilent ? `its owner was silent for ${record.leaseMs} ms` : undefined;
  }

  #forgetOld(): void {
    for (const [id, fault] of this.#faults) {
      if (this.#faults.size <= KEPT_CLOSED) return;
      if (isOpen(fault)) continue;
      this.#faults.delete(id);
      for (const times of [this.#renewedMs, this.#beganMs, this.#failedMs]) times.delete(id);
    }
  }
}
