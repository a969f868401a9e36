/** The attribute of a span that says which faults touched it: their ids, with commas between them. */
export const FAULT_ATTRIBUTE = "netops.fault";

/** Remembers which faults touched a request, for as long as the request itself. */
export class TouchedRequests {
  readonly #ids = new WeakMap<Request, string>();

  /** Adds faults to those that touched a request. */
  add(request: Request, ids: readonly string[]): void {
    if (ids.length === 0) return;
    const known = this.#ids.get(request)?.split(",") ?? [];
    this.#ids.set(request, [...new Set([...known, ...ids])].join(","));
  }

  /** The ids as {@linkcode FAULT_ATTRIBUTE} has them; undefined when no fault touched it. */
  of(request: Request): string | undefined {
    return this.#ids.get(request);
  }
}
