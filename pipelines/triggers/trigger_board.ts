import { toNetopsError } from "@netops/core";
import type { PipelineSpec, TriggerSpec } from "@netops/core/contracts";
import { CronTrigger } from "./cron_trigger.ts";
import { readCronSchedule } from "./cron_schedule.ts";
import { type GitPorts, GitTrigger } from "./git_trigger.ts";
import type { Trigger } from "./trigger_ports.ts";

/** A stored pipeline, as far as its triggers matter. */
export type TriggeredPipeline = Pick<PipelineSpec, "name" | "triggers">;

/** Has the triggers of all stored pipelines at work; without one it has no timer. */
export class TriggerBoard {
  readonly #ports: GitPorts;
  /** By pipeline and what the trigger says, so that one which stays as it is goes on undisturbed. */
  readonly #triggers = new Map<string, Promise<Trigger | undefined>>();
  #isClosed = false;

  /** Has none at work. */
  constructor(ports: GitPorts) {
    this.#ports = ports;
  }

  /** How many are at work. */
  get size(): number {
    return this.#triggers.size;
  }

  /** Has exactly the triggers of these pipelines at work; resolves when each has had its first look. */
  async replace(pipelines: readonly TriggeredPipeline[]): Promise<void> {
    if (this.#isClosed) return;
    const wanted = new Map(
      pipelines.flatMap(({ name, triggers }) =>
        triggers.map((spec): [string, { readonly name: string; readonly spec: TriggerSpec }] => [
          JSON.stringify([name, spec]),
          { name, spec },
        ])
      ),
    );
    const gone = [...this.#triggers].filter(([id]) => !wanted.has(id));
    const over = await Promise.all(gone.map(([id, trigger]) => this.#end(id, trigger)));
    for (const [id, { name, spec }] of wanted) {
      if (!this.#triggers.has(id)) this.#triggers.set(id, this.#open(name, spec));
    }
    const here = (await Promise.all(this.#triggers.values())).map((one) => one?.seenKey);
    await this.#forget(over.filter((seenKey) => !here.includes(seenKey)));
  }

  /** Ends all of them; what they saw is kept. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#triggers].map(([id, trigger]) => this.#end(id, trigger)));
  }

  async #end(
    id: string,
    trigger: Promise<Trigger | undefined>,
  ): Promise<string | undefined> {
    this.#triggers.delete(id);
    const opened = await trigger;
    opened?.close();
    return opened?.seenKey;
  }

  /** A pipeline that comes back later begins anew: what happened while it was not there is none of its own. */
  async #forget(seenKeys: readonly (string | undefined)[]): Promise<void> {
    for (const key of seenKeys) {
      if (key !== undefined) await this.#ports.seen.delete(key);
    }
  }

  /** A trigger that cannot be read is told, and the others go on. */
  async #open(pipeline: string, spec: TriggerSpec): Promise<Trigger | undefined> {
    try {
      return spec.type === "cron"
        ? await this.#openCron(pipeline, spec)
        : await this.#openGit(pipeline, spec);
    } catch (thrown) {
      const { message } = toNetopsError(thrown);
      this.#ports.tell({ pipeline, trigger: spec.type, outcome: "failed", reason: message });
      return undefined;
    }
  }

  async #openCron(pipeline: string, { schedule: text, timeZone }: TriggerSpec & { type: "cron" }) {
    const schedule = await readCronSchedule(text, timeZone);
    const order = { pipeline, schedule, text: `${text} ${timeZone}` };
    const trigger = new CronTrigger(order, this.#ports);
    await trigger.open();
    return trigger;
  }

  async #openGit(pipeline: string, spec: TriggerSpec & { type: "git" }) {
    const { repo, ref, everyMs } = spec;
    const trigger = new GitTrigger({ pipeline, repo, ref, everyMs }, this.#ports);
    await trigger.open();
    return trigger;
  }
}
