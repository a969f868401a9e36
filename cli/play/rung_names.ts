import type { ViewerSnapshot } from "@netops/core/viewer";

/** Learns how high rungs are, so that people read `720p` where programs read `v3`. */
export class RungNames {
  readonly #heights = new Map<string, number>();

  /** Takes what a viewer plays. */
  learn(rung: ViewerSnapshot["rung"]): void {
    if (rung !== undefined && rung.height > 0) this.#heights.set(rung.name, rung.height);
  }

  /** The rung for people; its own name while its height is not known. */
  of(name: string): string {
    const height = this.#heights.get(name);
    return height === undefined ? name : `${height}p`;
  }
}
