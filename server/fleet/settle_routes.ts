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
/** Whoever is alone in what it does is given this long: without it nobody would serve. */
const FENCE_LAST_MS = 10_000;
/** Between two looks at who is silent: answers that waited while fleet was busy are read meanwhile. */
const FENCE_LOOK_MS = 250;
const LOOK_MS = 25;

/** One look at who is silent, and who was at the one before. */
interface FenceLook {
  readonly epoch: number;
  readonly waitedMs: number;
  readonly suspects: readonly string[];
}

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

  /**
   * The route of an app was switched just now: whoever is silent in 3 s is replaced, without anybody waiting.
   *
   * One at a time, and only while another one serves: on a machine that is starved all are late together.
   */
  begin(app: string): void {
    const { epoch } = this.#options.routes.snapshot;
    this.#switched.set(app, epoch);
    this.#lookLater(FENCE_MS, () => this.#fence({ epoch, waitedMs: FENCE_MS, suspects: [] }));
  }

  #lookLater(delayMs: number, look: () => void): void {
    const cancel = this.#options.timer.after(delayMs, () => {
      this.#fences.delete(cancel);
      look();
    });
    this.#fences.add(cancel);
  }

  /** Replaces one of those who were silent at the look before, too, and looks again. */
  #fence({ epoch, waitedMs, suspects }: FenceLook): void {
    const { supervisor } = this.#options;
    const silent = this.silent(epoch);
    if (silent.length === 0 || supervisor.world.stopping) return;
    const due = silent.find((id) => suspects.includes(id) && this.#mayGo(id, waitedMs));
    if (due !== undefined) supervisor.restart(due, "it does not acknowledge the routes");
    const next = { epoch, waitedMs: waitedMs + FENCE_LOOK_MS, suspects: silent };
    this.#lookLater(FENCE_LOOK_MS, () => this.#fence(next));
  }

  /** Whether the others of its group are all up, and there is another one or it had its time. */
  #mayGo(id: string, waitedMs: number): boolean {
    const { world: { members } } = this.#options.supervisor;
    const member = members.get(id);
    if (member === undefined || member.phase.kind === "stopping") return false;
    const others = [...members.values()].filter((one) =>
      one.group === member.group && one.id !== id
    );
    if (others.length === 0) return waitedMs >= FENCE_LAST_MS;
    return others.every(({ phase }) => phase.kind === "up");
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
