import {
  type Clock,
  type EventSink,
  type Logger,
  NetopsError,
  type Rng,
  type Timer,
  toNetopsError,
} from "@netops/core";
import type {
  ChaosStatusDocument,
  FaultDocument,
  FaultOwnerRenewal,
  FaultRequest,
  FaultStop,
  FaultView,
  PsInstance,
  Residue,
} from "@netops/core/contracts";
import type { AdmissionLimits } from "./admission.ts";
import { FaultLedger } from "./fault_ledger.ts";
import { expiresAtMs, type FaultRecord, type KnownFault, viewFault } from "./fault_record.ts";
import type { JournalContent, Lever } from "./journal.ts";
import { lookAtFault, sumOf } from "./look_at_fault.ts";
import type { PlanOptions } from "./plan_fault.ts";
import { refuseByLever, refuseBySlo } from "./refusals.ts";
import type { Sides } from "./sides/sides.ts";
import type { JournalStore } from "./store.ts";
import { undoPart } from "./undo_part.ts";
import type { PlatformFacts } from "./world.ts";

/** What a guardian works with. */
export interface GuardianOptions {
  readonly runId: string;
  readonly os: string;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly createRng: (seed: string) => Rng;
  readonly randomHex: (bytes: number) => string;
  readonly store: Pick<JournalStore, "append" | "leverOfOthers">;
  readonly content: JournalContent;
  readonly sides: Sides;
  readonly events: EventSink;
  readonly logger: Logger;
  readonly limitsOf: (app: string, zone: string) => AdmissionLimits;
  readFacts(): Promise<PlatformFacts>;
  /** All instances that there are now. */
  readInstances(): Promise<readonly PsInstance[]>;
}

/** How long an undo may take before it is called failed; it is tried again after that too. */
const UNDO_LIMIT_MS = 30_000;

/** How long anybody waits for an undo. */
const WAIT_MS = 1_900;

/** An undo that takes longer than this is told by `chaos doctor`. */
const SLOW_UNDO_MS = 5_000;

/**
 * Owns faults: notes them before anything is done, renews what has an owner, ends what is over, and looks
 * whether it is undone.
 */
export class Guardian {
  readonly #options: GuardianOptions;
  readonly #ledger: FaultLedger;
  readonly #endings = new Map<string, Promise<void>>();
  /** Injections that are under way, by fault, in the order of its parts. */
  readonly #injections = new Map<string, readonly Promise<void>[]>();

  /** Knows what stands in the journal; nothing is done yet. */
  constructor(options: GuardianOptions) {
    this.#options = options;
    this.#ledger = new FaultLedger(options);
  }

  /** Ends what an earlier guardian left open; resolves when links that no fault accounts for are out. */
  async reconcile(): Promise<void> {
    for (const fault of this.#ledger.open) void this.#end(fault, "the guardian was restarted");
    await this.#options.sides.sweep();
  }

  /** With `stopped` no fault is taken. */
  get lever(): Lever {
    return this.#ledger.lever;
  }

  /** Lets faults in again. */
  resume(): void {
    this.#ledger.arm();
    this.#tell("chaos.resumed", "chaos", {});
  }

  /** What is going on. */
  status(): ChaosStatusDocument {
    const active = this.#ledger.open.map(viewFault);
    return { schema: "netops.chaos.status/v1", lever: this.lever, active };
  }

  /** Ids of faults of which something may be in the platform. */
  get openIds(): string[] {
    return this.#ledger.open.map(({ record }) => record.id);
  }

  /** What could not be undone, or is being undone for longer than it should take. */
  get residue(): Residue[] {
    const nowMs = this.#options.clock.nowMs();
    return this.#ledger.open.flatMap((fault) => {
      const { state, undoingSinceMs = nowMs, left, record } = fault;
      const sinceMs = nowMs - undoingSinceMs;
      if (state !== "undoing" || sinceMs < SLOW_UNDO_MS) return left;
      const what = `${record.kind} ${record.id}, being undone for ${Math.round(sinceMs / 1_000)} s`;
      const where = record.parts.map(({ target }) => target.id).join(", ");
      return [{ what, where, fix: "netops chaos panic" }];
    });
  }

  /** Every fault of this guardian's life, newest last. */
  list(): FaultView[] {
    return this.#ledger.all.map(viewFault);
  }

  /** One fault. @throws {NetopsError} NOT_FOUND */
  get(id: string): FaultView {
    return viewFault(this.#ledger.require(id));
  }

  /**
   * Injects a fault, or says what it would hit.
   *
   * @throws {NetopsError} REQUEST_INVALID, REFUSED, DISK_FULL when it cannot be noted, or why it cannot be
   * injected; nothing of it is left then.
   */
  async inject(request: FaultRequest): Promise<FaultDocument> {
    const { clock, createRng, randomHex, runId, os, limitsOf } = this.#options;
    refuseByLever(this.lever);
    // The kinds and their schemas come with the first fault: a guardian that waits needs none of them.
    const { planFault } = await import("./plan_fault.ts");
    const facts = await this.#options.readFacts();
    refuseBySlo(request, facts.burning);
    refuseByLever(this.lever);
    // From here to the note in the ledger nothing is waited for, so that requests at once share one budget.
    const base: PlanOptions = {
      ...{ facts, limitsOf, createRng, runId, os },
      taken: this.#ledger.takenAway(),
      seed: request.seed ?? randomHex(8),
      id: `f-${randomHex(4)}`,
      nowMs: clock.nowMs(),
    };
    const { record, spared } = planFault(request, base);
    if (request.dryRun) return { ...documentOf(record), dryRun: true, spared: [...spared] };
    await this.#carryOut(this.#ledger.intend(record));
    return documentOf(record);
  }

  /** Renews what an owner holds; answers the ids that are over. */
  renew({ experimentId, ids }: FaultOwnerRenewal): { over: string[] } {
    return { over: this.#ledger.renew({ experimentId, ids }) };
  }

  /**
   * Ends faults and answers how far each is; `all` pulls the lever first.
   *
   * Resolves when all of them are undone, or after 2 s at the latest: what takes longer goes on.
   */
  async stop({ ids, experimentId, all, reason }: FaultStop): Promise<FaultView[]> {
    if (all) {
      const isNoted = this.#ledger.pullLever();
      if (!isNoted) this.#options.logger.log("error", "Cannot note that all chaos was stopped");
      this.#tell("chaos.stopped", "chaos", {});
    }
    const chosen = this.#ledger.open.filter(({ record }) =>
      all || ids?.includes(record.id) || (experimentId !== undefined &&
        record.experimentId === experimentId)
    );
    await this.#waitFor(Promise.all(chosen.map((fault) => this.#end(fault, reason))));
    return chosen.map(viewFault);
  }

  /**
   * Renews at the sides, ends what is over, and tries again what could not be undone.
   *
   * Call it often, also when the last call is not through: a side that hangs holds up no other one.
   */
  async tend(): Promise<void> {
    for (const { fault, reason } of this.#ledger.due()) void this.#end(fault, reason);
    // `chaos panic` pulls the lever past us.
    const ended = this.lever === "stopped" ? this.#ledger.active : [];
    for (const fault of ended) void this.#end(fault, "all chaos was stopped");
    await this.#options.sides.renew(this.#ledger.active.map(({ record }) => record));
  }

  /** Looks what faults touched, and ends those of which no part is at work any more. */
  async inspect(): Promise<void> {
    const { active } = this.#ledger;
    if (active.length === 0) return;
    // Without fleet nobody can tell who is gone.
    const instances = await this.#options.readInstances().catch(() => undefined);
    await Promise.all(active.map((fault) => this.#inspect(fault, instances)));
  }

  async #carryOut(fault: KnownFault): Promise<void> {
    const { record } = fault;
    const { sides } = this.#options;
    const parts = record.parts.map((part) =>
      sides.of(part).inject(record, part, record.durationMs)
    );
    this.#injections.set(record.id, parts);
    const outcomes = await Promise.allSettled(parts);
    this.#injections.delete(record.id);
    const failed = outcomes.find((one) => one.status === "rejected");
    if (failed !== undefined) {
      const { message } = toNetopsError(failed.reason);
      await this.#waitFor(this.#end(fault, `it could not be injected: ${message}`));
      throw failed.reason;
    }
    if (!this.#ledger.activate(fault)) {
      throw new NetopsError("REFUSED", `Cannot inject ${record.kind} as it was stopped meanwhile`);
    }
    this.#tell("fault.injected", record.id, {
      ...{ kind: record.kind, durationMs: record.durationMs, experimentId: record.experimentId },
      ...(record.aim === undefined ? {} : { aim: record.aim }),
      targets: record.parts.map(({ target }) => target.id),
    });
    if (isInstant(record)) void this.#end(fault, "done");
  }

  /** Waits for an undo, but not for long: what takes longer goes on. */
  async #waitFor(ended: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    const limit = this.#options.timer.sleep(WAIT_MS, over.signal).catch(() => undefined);
    await Promise.race([ended, limit]);
    over.abort();
  }

  #end(fault: KnownFault, reason: string): Promise<void> {
    const { id } = fault.record;
    const known = this.#endings.get(id);
    if (known !== undefined) return known;
    const ending = this.#undo(fault, reason).finally(() => this.#endings.delete(id));
    this.#endings.set(id, ending);
    return ending;
  }

  async #undo(fault: KnownFault, reason: string): Promise<void> {
    const { record } = fault;
    const { sides, clock, timer } = this.#options;
    this.#ledger.setState(fault, "undoing", reason);
    const injections = this.#injections.get(record.id) ?? [];
    const hits = new Map<number, number>();
    const left = await Promise.all(record.parts.map(async (part, index) => {
      // An injection that is under way would come after its undo.
      await injections[index]?.catch(() => undefined);
      const onHits = (count: number) => void hits.set(index, count);
      const options = { side: sides.of(part), clock, timer, limitMs: UNDO_LIMIT_MS, onHits };
      return await undoPart(record, part, options);
    }));
    fault.hits = Math.max(fault.hits, sumOf(hits.values()));
    fault.left = left.filter((one) => one !== undefined);
    const state = fault.left.length === 0 ? "undone" : "undo-failed";
    this.#ledger.setState(fault, state, reason);
    const data = { kind: record.kind, reason, hits: fault.hits, left: fault.left.length };
    this.#tell(state === "undone" ? "fault.undone" : "fault.undo-failed", record.id, data);
  }

  async #inspect(fault: KnownFault, instances?: readonly PsInstance[]): Promise<void> {
    const { record } = fault;
    const { hits, over } = await lookAtFault(record, { sides: this.#options.sides, instances });
    fault.hits = Math.max(fault.hits, hits);
    if (over === undefined || fault.state !== "active") return;
    // Sides end by clocks of their own, and may be a little earlier at it than we are.
    const due = this.#ledger.due().find((one) => one.fault === fault);
    await this.#end(fault, due?.reason ?? over);
  }

  #tell(kind: string, subject: string, data: Record<string, unknown>): void {
    this.#options.events.publish({ kind, subject, data });
  }
}

/** What is done in one blow lasts no time: its undo begins at once. */
function isInstant({ parts }: FaultRecord): boolean {
  return parts.every(({ part }) => part.side === "fleet" && part.effect.type === "kill");
}

function documentOf(record: FaultRecord): FaultDocument {
  const { id, kind, seed, planHash } = record;
  const { targets } = viewFault({ record, state: "active", hits: 0, left: [] });
  return {
    schema: "netops.fault/v1",
    ...{ id, kind, targets, seed, planHash },
    expiresAtMs: expiresAtMs(record),
  };
}
