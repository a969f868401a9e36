/** What a steady load came to. */
export interface LoadCount {
  /** Requests that were due, by the clock. */
  readonly due: number;
  readonly answered: number;
  /** Answers by their status; 0 for none. */
  readonly byStatus: Readonly<Record<string, number>>;
}

const TICK_MS = 10;
/** Beyond this many under way nothing is sent: a load that cannot be borne must not fill the memory. */
const MOST_UNDER_WAY = 1_000;

/** Asks for an address so many times a second, for one account after the other, whether answers come or not, until it is ended. */
export class SteadyLoad {
  readonly #url: string;
  #tokens: readonly [string, ...string[]];
  readonly #perS: number;
  readonly #startedMs = performance.now();
  readonly #byStatus = new Map<number, number>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #client = Deno.createHttpClient({ poolMaxIdlePerHost: 64 });
  #due = 0;

  /** Begins at once. */
  constructor(
    options: {
      readonly url: string;
      readonly perS: number;
      /** Whose requests these are, in turn. */
      readonly tokens: readonly [string, ...string[]];
    },
  ) {
    this.#url = options.url;
    this.#perS = options.perS;
    this.#tokens = options.tokens;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Goes on with other accounts, before the tokens of those end. */
  continueAs(tokens: readonly [string, ...string[]]): void {
    this.#tokens = tokens;
  }

  /** Stops asking, waits for what is under way, and counts. */
  async end(): Promise<LoadCount> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    this.#client.close();
    const answered = [...this.#byStatus].reduce(
      (sum, [code, count]) => code ? sum + count : sum,
      0,
    );
    return { due: this.#due, answered, byStatus: Object.fromEntries(this.#byStatus) };
  }

  #tick(): void {
    const due = Math.floor((performance.now() - this.#startedMs) * this.#perS / 1_000);
    for (; this.#due < due; this.#due++) {
      if (this.#underWay.size >= MOST_UNDER_WAY) continue;
      const one = this.#ask(this.#tokens[this.#due % this.#tokens.length]!);
      this.#underWay.add(one);
      one.then(() => this.#underWay.delete(one));
    }
  }

  async #ask(token: string): Promise<void> {
    let status = 0;
    try {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(this.#url, { headers, client: this.#client });
      await response.arrayBuffer();
      status = response.status;
    } catch {
      // Counted as an answer that never came.
    }
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
  }
}
