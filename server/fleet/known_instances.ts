import type { Clock, HttpClient, Timer } from "@netops/core";
import { askGateways } from "./ask_gateways.ts";
import { livingGateways } from "./living_gateways.ts";
import type { Member } from "./model.ts";
import type { Supervisor } from "./supervisor.ts";
import type { MemberChange } from "./supervisor_options.ts";

/** What knowing works with. */
export interface KnownInstancesOptions {
  readonly supervisor: Pick<Supervisor, "world" | "groupOf">;
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly clock: Clock;
}

const LOOK_MS = 50;

/** A gateway that says nothing for so long is not waited for: a switch fences it off. */
const SILENT_MS = 3_000;

/**
 * Knows which healthy instances of new groups the gateways have heard of.
 *
 * Gateways hear of instances from the registry and of routes from fleet: traffic that moves to a group before
 * its instances are known there would find nobody.
 */
export class KnownInstances {
  readonly #options: KnownInstancesOptions;
  readonly #groups = new Set<string>();
  readonly #known = new Set<string>();
  /** Instance → the question that is under way. */
  readonly #asking = new Map<string, symbol>();

  /** Asks for nobody yet. */
  constructor(options: KnownInstancesOptions) {
    this.#options = options;
  }

  /** From now on instances of this group are asked for; those of others count as known when they are healthy. */
  watch(group: string): void {
    this.#groups.add(group);
  }

  /** How many healthy instances of a group the gateways know. */
  countKnown(group: string): number {
    let count = 0;
    for (const member of this.#options.supervisor.world.members.values()) {
      if (member.group === group && member.phase.kind === "up" && this.#isKnown(member)) count++;
    }
    return count;
  }

  /** Hears of a change of an instance. */
  heard({ kind, member }: MemberChange): void {
    if (!this.#groups.has(member.group)) return;
    if (kind === "up") void this.#askUntilKnown(member);
    if (kind === "down" || kind === "gone") this.#forget(member.id);
  }

  /** Asks nobody any more: the platform stops. */
  close(): void {
    this.#groups.clear();
    this.#asking.clear();
  }

  #isKnown({ id, group }: Member): boolean {
    return !this.#groups.has(group) || this.#known.has(id);
  }

  #forget(id: string): void {
    this.#known.delete(id);
    this.#asking.delete(id);
  }

  async #askUntilKnown(member: Member): Promise<void> {
    const { clock, timer } = this.#options;
    const question = Symbol(member.id);
    this.#asking.set(member.id, question);
    const startedMs = clock.monotonicMs();
    while (this.#asking.get(member.id) === question) {
      const isLate = clock.monotonicMs() - startedMs >= SILENT_MS;
      if (await this.#isKnownToAll(member, isLate)) {
        // It may have died meanwhile.
        if (this.#asking.get(member.id) === question) this.#known.add(member.id);
        return;
      }
      await timer.sleep(LOOK_MS);
    }
  }

  async #isKnownToAll(member: Member, isLate: boolean): Promise<boolean> {
    const { supervisor, http, timer } = this.#options;
    const app = supervisor.groupOf(member)?.manifest.app ?? "";
    const path = `/instances/${encodeURIComponent(app)}/${encodeURIComponent(member.id)}`;
    const gateways = livingGateways(supervisor).filter(({ phase }) => phase.kind !== "stopping");
    const { answers, silent } = await askGateways<{ isKnown: boolean }>(path, {
      ...{ gateways, http, timer },
    });
    return answers.every(({ body }) => body.isKnown) && (silent.length === 0 || isLate);
  }
}
