import { OcaBook } from "./oca_book.ts";
import { type ProbeAnswer, ProbeRound } from "./probe_round.ts";
import type { ViewerOca, ViewerSettings } from "./viewer_options.ts";

/** What became of choosing an OCA. */
export type Seating =
  | { readonly kind: "seated"; readonly oca: ViewerOca; readonly before: string | undefined }
  | { readonly kind: "opened"; readonly answer: ProbeAnswer; readonly before: string | undefined }
  | { readonly kind: "ask"; readonly ocas: readonly ViewerOca[] }
  | { readonly kind: "wait" }
  /** Everybody failed; they may be asked again at `untilMs`. */
  | { readonly kind: "nobody"; readonly untilMs: number };

const WAIT: Seating = { kind: "wait" };
const FIRST_WAIT_MS = 250;
const MOST_WAIT_MS = 2_000;

/**
 * Decides which OCA serves: by probes before the ladder is known, afterwards the next by rank that did
 * not fail lately. When all failed, they are asked again in rounds that wait longer each time.
 *
 * Wait of round n: min(2 s, 250 ms · 2^n), and of that a half to all, by chance.
 */
export class OcaSeat {
  readonly book: OcaBook;
  readonly #settings: ViewerSettings;
  #current: ViewerOca | undefined;
  #lastId: string | undefined;
  #probe: ProbeRound | undefined;
  #rounds = 0;
  #waitUntilMs = -Infinity;

  /** Begins with nobody seated. */
  constructor(settings: ViewerSettings) {
    this.#settings = settings;
    this.book = new OcaBook(settings.ocas);
  }

  /** Who serves. */
  get current(): ViewerOca | undefined {
    return this.#current;
  }

  /** Who serves, or served last. */
  get lastId(): string | undefined {
    return this.#lastId;
  }

  /** The probes that are under way. */
  get probe(): ProbeRound | undefined {
    return this.#probe;
  }

  /** When somebody may be asked again; -Infinity when now. */
  get waitUntilMs(): number {
    return this.#waitUntilMs;
  }

  /** Seats somebody, if nobody is. */
  seat(nowMs: number, options: { readonly needsProbe: boolean }): Seating {
    if (this.#current !== undefined || nowMs < this.#waitUntilMs) return WAIT;
    if (this.#probe !== undefined) {
      const answer = this.#probe.decide(nowMs);
      if (answer === "wait") return WAIT;
      this.#probe = undefined;
      if (answer !== "none") return { kind: "opened", answer, before: this.#sit(answer.oca) };
    }
    const free = this.book.available(nowMs);
    const [best] = free;
    if (best === undefined) return this.#waitForAll(nowMs);
    if (!options.needsProbe) return { kind: "seated", oca: best, before: this.#sit(best) };
    const ocas = free.slice(0, this.#settings.probes);
    this.#probe = new ProbeRound(ocas, nowMs);
    return { kind: "ask", ocas };
  }

  /** Notes that the one who serves did well. */
  praise(): void {
    this.#rounds = 0;
  }

  /** Leaves the seat empty; with `isFault` it is left out for a while. */
  leave(nowMs: number, options: { readonly isFault: boolean }): void {
    if (this.#current !== undefined && options.isFault) {
      this.book.penalize(this.#current.id, nowMs);
    }
    this.#current = undefined;
    this.#probe = undefined;
  }

  /** Takes a new offer, which may be tried at once. */
  offer(ocas: readonly ViewerOca[]): void {
    this.book.offer(ocas);
    this.#waitUntilMs = -Infinity;
    const now = ocas.find(({ id }) => id === this.#current?.id);
    if (now !== undefined) this.#current = now;
  }

  #sit(oca: ViewerOca): string | undefined {
    const before = this.#lastId;
    this.#current = oca;
    this.#lastId = oca.id;
    return before;
  }

  #waitForAll(nowMs: number): Seating {
    const longestMs = Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * Math.pow(2, this.#rounds));
    const waitMs = longestMs * (0.5 + this.#settings.random() / 2);
    this.#rounds++;
    this.#waitUntilMs = Math.min(nowMs + waitMs, this.book.nextFreeMs(nowMs));
    this.book.pardon();
    return { kind: "nobody", untilMs: this.#waitUntilMs };
  }
}
