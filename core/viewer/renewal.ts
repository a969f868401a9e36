/** A new offer is asked for at most this often: steering has not changed its mind in less. */
const ASK_AGAIN_MS = 5_000;
const RETRY_MS = 1_000;

/** Keeps when playback was asked for a new offer, and whether anything can go on before it answers. */
export class Renewal {
  #askedAtMs = -Infinity;
  #isPending = false;
  #blocks = false;
  #dueAtMs = Infinity;

  /** Whether nothing can be fetched before there is a new offer. */
  get blocks(): boolean {
    return this.#blocks;
  }

  /** When to ask again after playback could not be reached. */
  get dueAtMs(): number {
    return this.#isPending ? Infinity : this.#dueAtMs;
  }

  /** Whether asking makes sense now. */
  mayAsk(nowMs: number): boolean {
    return !this.#isPending && nowMs - this.#askedAtMs >= ASK_AGAIN_MS;
  }

  /** Notes that playback is asked. */
  ask(nowMs: number, options: { readonly isBlocking: boolean }): void {
    this.#askedAtMs = nowMs;
    this.#isPending = true;
    this.#blocks ||= options.isBlocking;
    this.#dueAtMs = Infinity;
  }

  /** Notes an offer. */
  settle(): void {
    this.#isPending = false;
    this.#blocks = false;
  }

  /** Notes that playback could not be asked. */
  postpone(nowMs: number): void {
    this.#isPending = false;
    this.#dueAtMs = this.#blocks ? nowMs + RETRY_MS : Infinity;
  }
}
