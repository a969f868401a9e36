import { NetopsError, type Processes, type Timer, toNetopsError } from "@netops/core";
import type {
  ExecutionEvent,
  ExecutionView,
  PipelineSpecInput,
  ServerGroupView,
} from "@netops/core/contracts";
import type { TortureWorld } from "@netops/pipelines";
import type { LiveRun } from "../command_context.ts";
import type { ConductorApi } from "./conductor_api.ts";
import type { TortureLoad } from "./torture_load.ts";
import { TORTURE_APP } from "./torture_service.ts";

/** What a live platform is tortured through. */
export interface LiveTortureOptions {
  readonly live: LiveRun;
  readonly conductor: ConductorApi;
  readonly load: TortureLoad;
  readonly timer: Timer;
  readonly processes: Pick<Processes, "signal">;
}

const LOOK_MS = 100;
const MOST_LOOKS = 1_800;
const MOST_EVENTS = 10_000;

/** A platform of real processes whose conductor is killed. */
export class LiveTortureWorld implements TortureWorld {
  readonly #options: LiveTortureOptions;

  /** Has done nothing yet. */
  constructor(options: LiveTortureOptions) {
    this.#options = options;
  }

  /** Orders the conductor to stand still, and kills it when it does. */
  async arm(afterSeq: number): Promise<void> {
    const pid = await this.#conductorPid();
    await this.#insist(() => this.#options.conductor.torture({ execution: "*", afterSeq }));
    void this.#killWhenHeld(pid);
  }

  async #conductorPid(): Promise<number> {
    const { timer, live: { fleet } } = this.#options;
    for (;;) {
      const { instances } = await fleet.instances();
      const row = instances.find(({ app, status }) => app === "conductor" && status === "UP");
      if (row !== undefined) return row.pid;
      await timer.sleep(LOOK_MS);
    }
  }

  async #killWhenHeld(pid: number): Promise<void> {
    const { conductor, timer, processes } = this.#options;
    for (let look = 0; look < MOST_LOOKS; look++) {
      const view = await conductor.tortured().catch(() => undefined);
      if (view?.held !== undefined) return void processes.signal(pid, "SIGKILL");
      await timer.sleep(LOOK_MS / 2);
    }
  }

  /** Starts a pipeline, once whatever dies, and waits until it is over. */
  async carryOut(pipeline: PipelineSpecInput, key: string): Promise<ExecutionView> {
    const { conductor, timer } = this.#options;
    const { id } = await this.#insist(() => conductor.start({ pipeline, key, by: "torture" }));
    for (let look = 0; look < MOST_LOOKS; look++) {
      const view = await this.#insist(() => conductor.execution(id));
      if (view.endedAtMs !== undefined) return view;
      await timer.sleep(LOOK_MS);
    }
    throw new NetopsError("TIMED_OUT", `Execution ${id} is not over after 3 minutes`, {
      fix: `netops deploy status ${id}`,
    });
  }

  /** What happened in an execution. */
  events(id: string): Promise<readonly ExecutionEvent[]> {
    return this.#insist(() => this.#options.conductor.events(id));
  }

  /** The groups, when all that is desired is up and nothing else is there. */
  async settledGroups(): Promise<readonly ServerGroupView[]> {
    const { live: { fleet }, timer } = this.#options;
    let groups: readonly ServerGroupView[] = [];
    for (let look = 0; look < 100; look++) {
      groups = await fleet.groups(TORTURE_APP);
      if (groups.every(({ up, desired, instances }) => up === desired && instances.length === up)) {
        return groups;
      }
      await timer.sleep(LOOK_MS);
    }
    return groups;
  }

  /** Epochs that fleet told of. */
  async epochs(): Promise<readonly number[]> {
    const { events } = await this.#options.live.fleet.events({
      ...{ kind: "route.switch", limit: MOST_EVENTS },
    });
    return events.map(({ data }) => Number(data["epoch"]));
  }

  /** Server groups of the processes that are there. */
  async processes(): Promise<readonly string[]> {
    const { instances } = await this.#options.live.fleet.instances();
    return instances.filter(({ app }) => app === TORTURE_APP).map((one) => one.serverGroup);
  }

  /** How often fleet started a conductor. */
  async conductorStarts(): Promise<number> {
    const { events } = await this.#options.live.fleet.events({
      ...{ kind: "process.spawned", limit: MOST_EVENTS },
    });
    return events.filter(({ data }) => data["app"] === "conductor").length;
  }

  /** What became of the load. */
  requests(): { readonly sent: number; readonly dropped: number } {
    return this.#options.load.count;
  }

  /** Asks again while the conductor is away, which it is meant to be. */
  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (let tries = 0;; tries++) {
      try {
        return await ask();
      } catch (thrown) {
        const error = toNetopsError(thrown);
        const isAway = ["UNREACHABLE", "NO_INSTANCE", "TIMED_OUT", "OVERLOADED", "UPSTREAM_FAILED"]
          .includes(error.code);
        if (!isAway || tries >= 200) throw error;
        await this.#options.timer.sleep(LOOK_MS);
      }
    }
  }
}
