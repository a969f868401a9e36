import { NetopsError } from "@netops/core";
import { FaultRequest, type PsInstance } from "@netops/core/contracts";
import {
  createFixedRng,
  FakeTimer,
  RecordingEventSink,
  RecordingLogger,
} from "@netops/core/testing";
import { DEFAULT_LIMITS } from "./admission.ts";
import type { FaultPartRecord, FaultRecord } from "./fault_record.ts";
import { Guardian } from "./guardian.ts";
import { type JournalLine, type Lever, readJournal } from "./journal.ts";
import { type FaultSide, GONE, type PartSight } from "./sides/fault_side.ts";
import type { PlatformFacts } from "./world.ts";

/** An instance of the user's, or with an `adminUrl` one of netops. */
export function instanceOf(id: string, change: Partial<PsInstance> = {}): PsInstance {
  const app = change.app ?? "hello";
  return {
    ...{ id, app, cluster: app, serverGroup: `${app}-v000`, version: "1", region: "local" },
    ...{ zone: "a", pid: 100, host: "127.0.0.1", port: 1, status: "UP", startedAtMs: 0 },
    restarts: 0,
    ...change,
  };
}

/** A fault without parts, as it stands in a journal. */
export function recordOf(id: string, change: Partial<FaultRecord> = {}): FaultRecord {
  return {
    ...{ id, runId: "r", kind: "process-pause", parameters: {}, parts: [], seed: "s" },
    ...{
      startedAtMs: 1_700_000_000_000,
      durationMs: 1_000,
      leaseMs: 5_000,
      planHash: "h",
      takesAway: true,
    },
    ...change,
  };
}

/** A platform at rest. */
export function factsOf(instances: readonly PsInstance[]): PlatformFacts {
  return { instances, deploying: new Set(), burning: [], freeDiskBytes: 1e12 };
}

/** One side for all: holds what it is told, unless a test is in the way. */
export class FakeSide implements FaultSide {
  /** What is held, as `fault target`; the value is for how long. */
  readonly held = new Map<string, number>();
  /** What ended and can still be seen. */
  readonly left = new Set<string>();
  /** How often each call came, and in which order: `inject f t`. */
  readonly calls: string[] = [];
  readonly renewed: string[][] = [];
  hits = 0;
  /** Called before each call does anything: throws or waits as a test wants. */
  before: (call: "inject" | "undo" | "look" | "renew", key: string) => Promise<void> | void = () =>
    undefined;

  async inject(fault: FaultRecord, part: FaultPartRecord, remainingMs: number): Promise<void> {
    const key = await this.#begin("inject", fault, part);
    this.held.set(key, remainingMs);
  }

  async renew(faults: readonly FaultRecord[]): Promise<void> {
    await this.before("renew", "");
    this.renewed.push(faults.map(({ id }) => id));
  }

  async undo(fault: FaultRecord, part: FaultPartRecord): Promise<void> {
    const key = await this.#begin("undo", fault, part);
    this.held.delete(key);
  }

  async look(fault: FaultRecord, part: FaultPartRecord): Promise<PartSight> {
    const key = await this.#begin("look", fault, part);
    if (this.held.has(key)) return { isHeld: true, isLeft: false, hits: this.hits };
    return this.left.has(key) ? { isHeld: false, isLeft: true, hits: this.hits } : GONE;
  }

  async #begin(call: "inject" | "undo" | "look", { id }: FaultRecord, part: FaultPartRecord) {
    const key = `${id} ${part.target.id}`;
    this.calls.push(`${call} ${key}`);
    await this.before(call, key);
    return key;
  }
}

/** A journal in memory; a disk that is full while `isFull`. */
export class FakeStore {
  text = "";
  isFull = false;
  others: Lever | undefined;

  append(line: JournalLine): void {
    if (this.isFull) throw new NetopsError("DISK_FULL", "Cannot write the journal");
    this.text += `${JSON.stringify(line)}\n`;
  }

  leverOfOthers(): Lever | undefined {
    return this.others;
  }
}

/** A guardian over fakes, and what a guardian after its death has. */
export class GuardianRig {
  readonly timer = new FakeTimer();
  readonly side = new FakeSide();
  readonly store = new FakeStore();
  readonly events = new RecordingEventSink();
  readonly logger = new RecordingLogger();
  facts = factsOf(["a", "b", "c", "d"].map((id) => instanceOf(id)));
  readFacts = (): Promise<PlatformFacts> => Promise.resolve(this.facts);
  readInstances = (): Promise<readonly PsInstance[]> => Promise.resolve(this.facts.instances);
  swept = 0;
  #ids = 0;
  guardian = this.restart();

  /** Another guardian that knows only the journal. */
  restart(): Guardian {
    const { timer, side, store, events, logger } = this;
    this.guardian = new Guardian({
      ...{ runId: "r", os: "linux", clock: timer.clock, timer, store, events, logger },
      createRng: createFixedRng,
      randomHex: (bytes) => String(++this.#ids).padStart(bytes * 2, "0"),
      content: readJournal(store.text),
      sides: {
        of: () => side,
        renew: (faults) => side.renew(faults),
        sweep: () => Promise.resolve(void this.swept++),
      },
      limitsOf: () => DEFAULT_LIMITS,
      readFacts: () => this.readFacts(),
      readInstances: () => this.readInstances(),
    });
    return this.guardian;
  }

  /** A request for a pause of one hello, with changes. */
  request(change: Partial<FaultRequest> = {}): FaultRequest {
    const usual = { kind: "process-pause", target: "hello", durationMs: 10_000 };
    return FaultRequest.parse({ ...usual, ...change });
  }

  /** The states that the journal says a fault went through. */
  states(id: string): string[] {
    const lines = this.store.text.split("\n").filter((row) => row !== "")
      .map((row) => JSON.parse(row) as JournalLine);
    return lines.flatMap((line) => line.type === "state" && line.id === id ? [line.state] : []);
  }
}
