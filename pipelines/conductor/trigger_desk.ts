import { type Logger, NetopsError, type ProgramRunner, toNetopsError } from "@netops/core";
import type { ExecutionRequest } from "@netops/core/contracts";
import type { TriggerBoard } from "../triggers/trigger_board.ts";
import type { GitPorts } from "../triggers/git_trigger.ts";
import type { SeenStore } from "../triggers/trigger_ports.ts";
import { KEYS } from "./keys.ts";
import type { PipelineStore } from "./pipeline_store.ts";

/** What triggers work with. */
export interface TriggerDeskParts extends Pick<GitPorts, "clock" | "timer" | "tell"> {
  readonly kv: Deno.Kv;
  readonly pipelines: Pick<PipelineStore, "list">;
  readonly logger: Logger;
  readonly programs: ProgramRunner;
  readonly env: Readonly<Record<string, string>>;
  readonly start: (request: ExecutionRequest) => Promise<unknown>;
}

/** Has the triggers of stored pipelines at work; without one nothing of them is loaded. */
export class TriggerDesk {
  readonly #parts: TriggerDeskParts;
  #board: TriggerBoard | undefined;
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Has none at work. */
  constructor(parts: TriggerDeskParts) {
    this.#parts = parts;
  }

  /** Looks at what is stored, and has the triggers of that at work. */
  refresh(): Promise<void> {
    this.#last = this.#last.then(() => this.#refresh()).catch((thrown) => {
      const { message } = toNetopsError(thrown);
      this.#parts.logger.log("error", `Cannot set the triggers of pipelines: ${message}`);
    });
    return this.#last;
  }

  /** Ends them; what they saw is kept. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#board?.close();
  }

  async #refresh(): Promise<void> {
    const pipelines = await this.#parts.pipelines.list();
    const isWanted = pipelines.some(({ triggers }) => triggers.length > 0);
    if (this.#isClosed || this.#board === undefined && !isWanted) return;
    await (this.#board ??= await this.#open()).replace(pipelines);
  }

  async #open(): Promise<TriggerBoard> {
    const { TriggerBoard } = await import("../triggers/trigger_board.ts");
    const { clock, timer, tell, env, programs, kv, start } = this.#parts;
    return new TriggerBoard({
      ...{ clock, timer, tell, env },
      programs: patientRunner(programs),
      seen: createSeenStore(kv),
      start: async (pipeline, trigger, key) => {
        const by = `${trigger} trigger`;
        await start({ pipeline: { stored: pipeline }, parameters: {}, by, trigger, key });
      },
    });
  }
}

/** What triggers have seen, in the database of the conductor. */
function createSeenStore(kv: Deno.Kv): SeenStore {
  return {
    get: async (key) => (await kv.get<string>(KEYS.seen(key))).value ?? undefined,
    set: async (key, value) => void await kv.set(KEYS.seen(key), value),
    delete: (key) => kv.delete(KEYS.seen(key)),
  };
}

/** Programs that hang at once, such as git on a file system that is gone. */
const MOST_HANGING = 4;

/**
 * Runs programs without killing those that hang, which needs permissions that a conductor does not have; it
 * waits no longer for them, and starts no more of them. They end with this process.
 */
export function patientRunner(programs: ProgramRunner): ProgramRunner {
  let hanging = 0;
  return {
    endAll: () => 0,
    run: async ({ signal, ...request }) => {
      if (hanging >= MOST_HANGING) {
        throw new NetopsError("OVERLOADED", `Cannot run ${request.command[0]} as it hangs`);
      }
      signal?.throwIfAborted();
      const running = programs.run(request);
      if (signal === undefined) return await running;
      const aborted = Promise.withResolvers<never>();
      const leave = () => {
        hanging++;
        running.catch(() => undefined).finally(() => hanging--);
        aborted.reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      try {
        return await Promise.race([running, aborted.promise]);
      } finally {
        signal.removeEventListener("abort", leave);
      }
    },
  };
}
