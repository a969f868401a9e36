import type { CancelTimer, Timer } from "@netops/core";
import type { RoutesSettled } from "@netops/core/contracts";
import { livingGateways } from "./living_gateways.ts";
import type { RouteBoard } from "./route_board.ts";
import type { Supervisor } from "./supervisor.ts";

/** What settling works with. */
export interface SettleRoutesOptions {
  readonly routes: RouteBoard;
  readonly supervisor: Pick<Supervisor, "world" | "groupOf" | "restart">;
  readonly timer: Timer;
}

/** Who does not acknowledge a switch for so long is replaced. */
const FENCE_MS = 3_000;
const LOOK_MS = 25;

/**
 * Knows who still routes by an older snapshot, and fences off who stays silent.
 *
 * Those who count are the gateways, and of processes of ours that call the app whose route was switched those
 * that follow the routes at all.
 */
export class SettleRoutes {
  readonly #options: SettleRoutesOptions;
  /** App → epoch of the last switch of its route. */
  readonly #switched = new Map<string, number>();
  readonly #fences = new Set<CancelTimer>();

  /** Begins without any switch. */
  constructor(options: SettleRoutesOptions) {
    this.#options = options;
  }

  /** Ids of those who do not route by an epoch yet. */
  silent(epoch: number): string[] {
    const { routes, supervisor } = this.#options;
    const gateways = livingGateways(supervisor).map(({ id }) => id);
    return [...new Set([...routes.missingAcks(epoch, gateways), ...this.#silentCallers(epoch)])];
  }

  /** Whether everybody routes by an epoch; one that is not there yet is never settled. */
  settled(epoch: number): RoutesSettled {
    const silent = this.silent(epoch);
    const isThere = epoch <= this.#options.routes.snapshot.epoch;
    return { epoch, isSettled: isThere && silent.length === 0, silent };
  }

  /** The route of an app was switched just now: whoever is silent in 3 s is replaced, without anybody waiting. */
  begin(app: string): void {
    const { routes, supervisor, timer } = this.#options;
    const { epoch } = routes.snapshot;
    this.#switched.set(app, epoch);
    const cancel = timer.after(FENCE_MS, () => {
      this.#fences.delete(cancel);
      for (const id of this.silent(epoch)) {
        supervisor.restart(id, "it does not acknowledge the routes");
      }
    });
    this.#fences.add(cancel);
  }

  /** Resolves when everybody routes by an epoch, or the platform stops; who is silent too long is fenced. */
  async wait(epoch: number): Promise<void> {
    const { supervisor, timer } = this.#options;
    while (this.silent(epoch).length > 0 && !supervisor.world.stopping) await timer.sleep(LOOK_MS);
  }

  /** Fences nobody any more: the platform stops. */
  close(): void {
    for (const cancel of this.#fences) cancel();
    this.#fences.clear();
  }

  #silentCallers(epoch: number): string[] {
    const { routes, supervisor } = this.#options;
    const due = [...this.#switched].filter(([, at]) => at <= epoch);
    if (due.length === 0) return [];
    return [...supervisor.world.members.values()].filter((member) => {
      const calls = supervisor.groupOf(member)?.platform?.dependsOn ?? [];
      return routes.isKnown(member.id) &&
        due.some(([app, at]) =>
          calls.includes(app) && routes.missingAcks(at, [member.id]).length > 0
        );
    }).map(({ id }) => id);
  }
}
