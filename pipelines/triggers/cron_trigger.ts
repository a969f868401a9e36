import { type CancelTimer, toNetopsError } from "@netops/core";
import type { CronSchedule } from "./cron_schedule.ts";
import type { Trigger, TriggerPorts } from "./trigger_ports.ts";

/** A pipeline and its schedule. */
export interface CronOrder {
  readonly pipeline: string;
  /** As written, with its zone: what is remembered belongs to it. */
  readonly text: string;
  readonly schedule: CronSchedule;
}

/** A firing that is later than this was missed: whoever asked for 9:00 does not want it at noon. */
const GRACE_MS = 60_000;

/** The wall clock may be set: nobody waits longer than this without a look at it. */
const LONGEST_WAIT_MS = 60_000;

/** A schedule of seconds that was away for a month has no number that anybody wants to wait for. */
const MOST_COUNTED = 1_000;

/** Firings that are due. */
interface Due {
  readonly firstMs: number;
  readonly lastMs: number;
  readonly count: number;
}

/** A conductor that is busy, or away for a moment, is asked again within the grace. */
const AGAIN_MS = 5_000;

/**
 * Starts a pipeline by a schedule.
 *
 * The key of a firing is the pipeline and the scheduled time, so that one which is asked for again after a restart
 * starts nothing twice. What should have fired while nobody was there is not made up; it is told.
 */
export class CronTrigger implements Trigger {
  readonly #order: CronOrder;
  readonly #ports: TriggerPorts;
  /** Everything up to this moment has fired or was missed. */
  #doneMs = 0;
  #cancel: CancelTimer = () => undefined;
  #isClosed = false;

  /** Does nothing before `open`. */
  constructor(order: CronOrder, ports: TriggerPorts) {
    this.#order = order;
    this.#ports = ports;
  }

  /** Begins where the last one that had this schedule ended. */
  async open(): Promise<void> {
    const seen = await this.#ports.seen.get(this.seenKey);
    const nowMs = this.#ports.clock.nowMs();
    this.#doneMs = seen === undefined ? nowMs : Number(seen);
    if (seen === undefined) await this.#ports.seen.set(this.seenKey, String(nowMs));
    await this.#look();
  }

  /** Ends it. */
  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  /** What it has seen is kept under this. */
  get seenKey(): string {
    return `cron/${this.#order.pipeline}/${this.#order.text}`;
  }

  #wait(delayMs: number): void {
    if (this.#isClosed) return;
    this.#cancel = this.#ports.timer.after(delayMs, () => void this.#look());
  }

  /** Fires when something is due, and waits for what comes next. */
  async #look(): Promise<void> {
    const { clock } = this.#ports;
    try {
      const due = this.#due();
      if (due !== undefined && !await this.#take(due)) return this.#wait(AGAIN_MS);
      const nextMs = this.#order.schedule.next(this.#doneMs);
      // Without a next time it never fires again.
      if (nextMs !== undefined) this.#wait(Math.min(LONGEST_WAIT_MS, nextMs - clock.nowMs()));
    } catch {
      // What was seen could not be kept: the firing comes again, and its key makes it one.
      this.#wait(AGAIN_MS);
    }
  }

  /** What should have fired by now, and has not; undefined when nothing should. */
  #due(): Due | undefined {
    const { schedule } = this.#order;
    const nowMs = this.#ports.clock.nowMs();
    const firstMs = schedule.next(this.#doneMs);
    if (firstMs === undefined || firstMs > nowMs) return undefined;
    let [lastMs, count] = [firstMs, 1];
    while (count < MOST_COUNTED) {
      const nextMs = schedule.next(lastMs);
      if (nextMs === undefined || nextMs > nowMs) return { firstMs, lastMs, count };
      [lastMs, count] = [nextMs, count + 1];
    }
    return { firstMs, lastMs: nowMs, count };
  }

  /** Fires the last of what is due, unless it is too late; whether it needs no further try. */
  async #take({ firstMs, lastMs, count }: Due): Promise<boolean> {
    const isLate = this.#ports.clock.nowMs() - lastMs > GRACE_MS || count >= MOST_COUNTED;
    const missed = isLate ? count : count - 1;
    if (!isLate && !await this.#fire(lastMs)) return false;
    if (missed > 0) {
      const times = missed === 1 ? "" : `, nor ${missed - 1} times more`;
      const first = new Date(firstMs).toISOString();
      this.#tell("missed", `nobody was there at ${first}${times}: that is not made up`);
    }
    this.#doneMs = lastMs;
    await this.#ports.seen.set(this.seenKey, String(lastMs));
    return true;
  }

  async #fire(dueMs: number): Promise<boolean> {
    const { pipeline } = this.#order;
    const time = new Date(dueMs).toISOString();
    try {
      await this.#ports.start(pipeline, "cron", `cron/${pipeline}/${time}`);
      this.#tell("started", `its schedule fired at ${time}`);
    } catch (thrown) {
      const { code, message } = toNetopsError(thrown);
      if (code === "UNREACHABLE" || code === "TIMED_OUT") return false;
      this.#tell(code === "REFUSED" || code === "CONFLICT" ? "refused" : "failed", message);
    }
    return true;
  }

  #tell(outcome: "started" | "missed" | "refused" | "failed", reason: string): void {
    this.#ports.tell({ pipeline: this.#order.pipeline, trigger: "cron", outcome, reason });
  }
}
