import type { Clock } from "@netops/core";
import type { Group } from "./model.ts";
import type { MemberChange } from "./supervisor_options.ts";

/** How a group has fared. */
export interface GroupFacts {
  /** From its start until all of it was healthy for the first time. */
  readonly readyMs?: number;
  /** Instances that ended without being asked to and without a fault. */
  readonly deaths: number;
}

interface Entry {
  /** Tells a group from an earlier one of the same name. */
  readonly createdAtMs: number;
  readonly startedMs: number;
  readyMs: number | undefined;
  deaths: number;
}

/** Groups that are gone and are remembered. */
const KEPT_GROUPS = 500;

/** Remembers how groups have fared since their start, for who decides whether they get traffic. */
export class GroupBook {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  /** Remembers nothing yet. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A group begins: its time to be ready counts from now. */
  begin({ name, createdAtMs }: Pick<Group, "name" | "createdAtMs">): void {
    this.#entries.delete(name);
    this.#entries.set(name, {
      createdAtMs,
      startedMs: this.#clock.monotonicMs(),
      readyMs: undefined,
      deaths: 0,
    });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > KEPT_GROUPS && oldest !== undefined) this.#entries.delete(oldest);
  }

  /** Hears of a change; a death under a fault is not one of the group's own. */
  heard(
    { kind, member, failed }: MemberChange,
    { group, isUnderFault }: { readonly group: Group | undefined; readonly isUnderFault: boolean },
  ): void {
    const known = this.#entries.get(member.group);
    if (group !== undefined && group.createdAtMs !== known?.createdAtMs) this.begin(group);
    const entry = this.#entries.get(member.group);
    if (entry === undefined) return;
    if (kind === "gone" && failed === true && !isUnderFault) entry.deaths++;
    if (kind === "up" && group?.wasUp) {
      entry.readyMs ??= this.#clock.monotonicMs() - entry.startedMs;
    }
  }

  /** How a group has fared so far. */
  factsOf(name: string): GroupFacts {
    const { readyMs, deaths = 0 } = this.#entries.get(name) ?? {};
    return { deaths, ...(readyMs === undefined ? {} : { readyMs: Math.round(readyMs) }) };
  }
}
