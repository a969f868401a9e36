/** When a process that uses a database dies: at which of its commits, and whether that was made. */
export interface Death {
  readonly commit: number;
  readonly isMade: boolean;
}

type Method = (...parameters: unknown[]) => unknown;

/**
 * A database whose calls are known until they are answered, so that a test can wait for them; and whose user
 * dies at a commit: from then on nothing is answered any more.
 */
export class WatchedKv {
  readonly kv: Deno.Kv;
  /** How many commits were asked for. */
  commitCount = 0;
  death: Death | undefined;
  /** What the next commits come to, each once: made, but answered with a failure; or not made. */
  readonly failures: ("lost-answer" | "refused")[] = [];
  readonly #pending = new Set<Promise<unknown>>();
  #isDead = false;

  /** Watches `real`. */
  constructor(real: Deno.Kv) {
    this.kv = new Proxy(real, { get: (target, name) => this.#member(target, name) });
  }

  /** Whether its user is dead. */
  get isDead(): boolean {
    return this.#isDead;
  }

  /** Waits for what is under way; false when nothing is. */
  async rest(): Promise<boolean> {
    if (this.#pending.size === 0) return false;
    await Promise.allSettled([...this.#pending]);
    return true;
  }

  #member(target: Deno.Kv, name: PropertyKey): unknown {
    const value: unknown = Reflect.get(target, name, target);
    if (typeof value !== "function") return value;
    if (name === "list") {
      return (...given: unknown[]) => this.#list((value as Method).apply(target, given));
    }
    if (name === "atomic") return () => this.#atomic(target.atomic());
    if (name === "close") return () => undefined;
    return (...given: unknown[]) => this.#watch(() => (value as Method).apply(target, given));
  }

  async *#list(list: unknown): AsyncGenerator<unknown> {
    const entries = list as Deno.KvListIterator<unknown>;
    for (;;) {
      const next = await this.#watch(() => entries.next()) as IteratorResult<unknown>;
      if (next.done) return;
      yield next.value;
    }
  }

  #atomic(real: Deno.AtomicOperation): Deno.AtomicOperation {
    const watched: Deno.AtomicOperation = new Proxy(real, {
      get: (target, name) => {
        const method = Reflect.get(target, name, target) as Method;
        if (name === "commit") return () => this.#commit(target);
        return (...given: unknown[]) => {
          method.apply(target, given);
          return watched;
        };
      },
    });
    return watched;
  }

  async #commit(atomic: Deno.AtomicOperation): Promise<unknown> {
    this.commitCount++;
    const isLast = this.commitCount === this.death?.commit;
    if (isLast && !this.death?.isMade) return await this.#die();
    const failure = this.failures.shift();
    if (failure === "refused") throw new TypeError("the database is away");
    const result = await this.#watch(() => atomic.commit());
    if (failure === "lost-answer") throw new TypeError("the answer got lost");
    return isLast ? await this.#die() : result;
  }

  #watch(call: () => unknown): Promise<unknown> {
    if (this.#isDead) return never();
    const answer = Promise.resolve(call());
    this.#pending.add(answer);
    const forget = () => void this.#pending.delete(answer);
    answer.then(forget, forget);
    return answer;
  }

  #die(): Promise<never> {
    this.#isDead = true;
    return never();
  }
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
