import type { OfferedOca } from "@netops/core/contracts";

/** What a segment that came in means. */
export interface Served {
  readonly oca: string;
  /** The OCA before, when this is another one. */
  readonly from?: string;
  /** True when the one before had failed; otherwise steering moved the player. */
  readonly isFailover: boolean;
}

/** Follows which OCA sends the segments, by the origin of their addresses. */
export class ServingOca {
  #byOrigin = new Map<string, string>();
  #current: string | undefined;
  #failed = new Set<string>();

  constructor(offered: readonly OfferedOca[]) {
    this.learn(offered);
  }

  /** The OCA that sent the last segment. */
  get current(): string | undefined {
    return this.#current;
  }

  /** Learns more OCAs: those of a fresh answer. */
  learn(offered: readonly OfferedOca[]): void {
    for (const { id, hlsUrl } of offered) this.#byOrigin.set(new URL(hlsUrl).origin, id);
  }

  /** The name of the OCA behind an address; its host when it was not offered. */
  nameOf(url: string): string {
    const { origin, host } = new URL(url);
    return this.#byOrigin.get(origin) ?? host;
  }

  /** A request failed at this address. */
  failed(url: string): void {
    this.#failed.add(this.nameOf(url));
  }

  /** The engine gave this OCA up. */
  failedOca(oca: string): void {
    this.#failed.add(oca);
  }

  /** A segment came from this address. */
  served(url: string): Served {
    const oca = this.nameOf(url);
    const from = this.#current;
    this.#current = oca;
    if (from === undefined || from === oca) {
      // One that failed once and was asked again did not drive anybody away.
      this.#failed.delete(oca);
      return { oca, isFailover: false };
    }
    const isFailover = this.#failed.delete(from);
    return { oca, from, isFailover };
  }
}
