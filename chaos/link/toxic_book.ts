import type { CancelTimer } from "@netops/core";
import type { LinkWorld } from "./link_world.ts";
import { isRefusal, type Refusal, REFUSALS, refuse } from "./refusal.ts";
import { readNewToxic, readToxicChange, type ToxicDraft } from "./read_toxic.ts";
import type { Toxic } from "./toxic.ts";

/** What happened to a toxic. */
export interface ToxicChange {
  readonly kind: "add" | "update" | "remove";
  readonly toxic: Toxic;
}

/** So many toxics may one proxy have. */
const MOST_TOXICS = 64;

/** The toxics of one proxy and the timers that end them. Every call is done when it returns. */
export class ToxicBook {
  readonly #world: LinkWorld;
  readonly #onChange: (change: ToxicChange) => void;
  readonly #toxics = new Map<string, Toxic>();
  readonly #cancels = new Map<string, CancelTimer>();
  readonly #serials = new Map<string, number>();

  /** Tells `onChange` of everything that happens, also when a toxic ends by itself. */
  constructor(world: LinkWorld, onChange: (change: ToxicChange) => void) {
    this.#world = world;
    this.#onChange = onChange;
  }

  /** Upstream first, each direction in the order in which toxics were added. */
  get list(): readonly Toxic[] {
    const all = [...this.#toxics.values()];
    return [
      ...all.filter((toxic) => toxic.direction === "upstream"),
      ...all.filter((toxic) => toxic.direction === "downstream"),
    ];
  }

  /** Finds a toxic. */
  find(name: string): Toxic | undefined {
    return this.#toxics.get(name);
  }

  /** Adds the toxic of a body. */
  add(text: string): Toxic | Refusal {
    const draft = readNewToxic(text, this.#world);
    if (isRefusal(draft)) return draft;
    if (this.#toxics.has(draft.name)) return REFUSALS.toxicExists;
    if (this.#toxics.size >= MOST_TOXICS) {
      return refuse(`a proxy has at most ${MOST_TOXICS} toxics`, 400);
    }
    const serial = (this.#serials.get(draft.name) ?? 0) + 1;
    this.#serials.set(draft.name, serial);
    return this.#put("add", { ...draft, serial });
  }

  /** Changes a toxic as a body says; a duration in it begins anew. */
  change(name: string, text: string): Toxic | Refusal {
    const toxic = this.#toxics.get(name);
    if (toxic === undefined) return REFUSALS.toxicNotFound;
    const draft = readToxicChange(text, toxic, this.#world);
    return isRefusal(draft) ? draft : this.#put("update", { ...draft, serial: toxic.serial });
  }

  /** Removes a toxic; false when there is none of this name. */
  remove(name: string): boolean {
    const toxic = this.#toxics.get(name);
    if (toxic === undefined) return false;
    this.#toxics.delete(name);
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
    this.#onChange({ kind: "remove", toxic });
    return true;
  }

  /** Removes all. */
  clear(): void {
    for (const name of [...this.#toxics.keys()]) this.remove(name);
  }

  #put(kind: "add" | "update", draft: ToxicDraft & Pick<Toxic, "serial">): Toxic {
    const { clock, timer } = this.#world;
    const nowMs = clock.monotonicMs();
    const endsAtMs = draft.endsAtMs ?? nowMs + (draft.durationMs ?? Infinity);
    const ends = endsAtMs !== Infinity;
    const toxic: Toxic = ends ? { ...draft, endsAtMs } : draft;
    this.#toxics.set(toxic.name, toxic);
    this.#cancels.get(toxic.name)?.();
    if (ends) {
      const end = () => this.remove(toxic.name);
      this.#cancels.set(toxic.name, timer.after(Math.max(0, endsAtMs - nowMs), end));
    }
    this.#onChange({ kind, toxic });
    return toxic;
  }
}
