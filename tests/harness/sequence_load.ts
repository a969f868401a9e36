/** What a stream of numbered requests came to. */
export interface SequenceCount {
  readonly sent: number;
  readonly answered: number;
  /** Numbers that nobody answered, or not with 200, or with another number; each with why. */
  readonly dropped: readonly string[];
  /** Answers by the version that gave them. */
  readonly byVersion: Readonly<Record<string, number>>;
  /** Answers with another status than 200, by it; only where failures are taken. */
  readonly byFailure: Readonly<Record<number, number>>;
  /** Answers with 200 that did not say what they should. */
  readonly wrong: number;
  readonly longestMs: number;
  /** The longest time for which the process that asks did not get to asking: what came late then is its own doing. */
  readonly longestStallMs: number;
  /** Over the whole time. */
  readonly perS: number;
}

/** What is asked, and how often. */
export interface SequenceOptions {
  /** `n=NUMBER` is put behind it; the answer is JSON with `n` and `version`. */
  readonly url: string;
  readonly perS: number;
  /** What is put behind the URL for the request with this number. */
  path?(n: number): string;
  /** Headers of the request with this number. */
  headers?(n: number): Record<string, string>;
  /** Whether an answer with 200 says what it should; every one does when left out. */
  isRight?(body: Readonly<Record<string, unknown>>): boolean;
  /** Whether an answer that is not 200 is what a bad release says, and no drop. */
  readonly takesFailures?: boolean;
}

const TICK_MS = 10;
/** What is late is sent so fast at most: all at once it would be a load that nobody asked for. */
const MOST_EACH_TICK = 40;
const DEADLINE_MS = 15_000;

/** Sends numbered requests at a constant rate, whether answers come or not, until it is ended. */
export class SequenceLoad {
  readonly #options: SequenceOptions;
  readonly #startedMs = performance.now();
  readonly #underWay = new Set<Promise<void>>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #client = Deno.createHttpClient({ poolMaxIdlePerHost: 64 });
  readonly #dropped: string[] = [];
  readonly #byVersion: Record<string, number> = {};
  readonly #byFailure: Record<number, number> = {};
  #sent = 0;
  #answered = 0;
  #wrong = 0;
  #longestMs = 0;
  #longestStallMs = 0;
  #tickedMs = performance.now();
  #isPaused = false;
  #isOver = false;
  #pausedMs = 0;
  #pausedAtMs = 0;

  /** Begins at once. */
  constructor(options: SequenceOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  /** Sends nothing until {@linkcode resume}. */
  pause(): void {
    this.#isPaused = true;
    this.#pausedAtMs = performance.now();
  }

  /** Goes on. */
  resume(): void {
    if (this.#isPaused) this.#pausedMs += performance.now() - this.#pausedAtMs;
    this.#isPaused = false;
    this.#tickedMs = performance.now();
  }

  /** So far. */
  get count(): SequenceCount {
    const elapsedS = (performance.now() - this.#startedMs - this.#pausedMs) / 1_000;
    return {
      ...{ sent: this.#sent, answered: this.#answered, dropped: [...this.#dropped] },
      ...{ byVersion: { ...this.#byVersion }, byFailure: { ...this.#byFailure } },
      ...{ wrong: this.#wrong, longestMs: this.#longestMs },
      longestStallMs: this.#longestStallMs,
      perS: this.#sent / elapsedS,
    };
  }

  /** Stops, waits for what is under way, and counts. */
  async end(): Promise<SequenceCount> {
    clearInterval(this.#timer);
    await Promise.all(this.#underWay);
    if (!this.#isOver) this.#client.close();
    this.#isOver = true;
    return this.count;
  }

  #tick(): void {
    if (this.#isPaused) return;
    const nowMs = performance.now();
    this.#longestStallMs = Math.max(this.#longestStallMs, nowMs - this.#tickedMs - TICK_MS);
    this.#tickedMs = nowMs;
    const elapsedMs = nowMs - this.#startedMs - this.#pausedMs;
    const due = Math.floor(elapsedMs * this.#options.perS / 1_000);
    const most = this.#sent + MOST_EACH_TICK;
    for (; this.#sent < Math.min(due, most); this.#sent++) {
      const one = this.#ask(this.#sent);
      this.#underWay.add(one);
      one.then(() => this.#underWay.delete(one));
    }
  }

  async #ask(n: number): Promise<void> {
    const { path, headers } = this.#options;
    const url = this.#options.url + (path?.(n) ?? "");
    const startedMs = performance.now();
    try {
      const response = await fetch(`${url}${url.includes("?") ? "&" : "?"}n=${n}`, {
        headers: headers?.(n) ?? {},
        client: this.#client,
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      const text = await response.text();
      this.#longestMs = Math.max(this.#longestMs, performance.now() - startedMs);
      if (response.status === 200) this.#hear(n, JSON.parse(text));
      else this.#fail(n, response.status, text);
    } catch (thrown) {
      this.#dropped.push(`${n}: ${reasonOf(thrown).slice(0, 300)}`);
    }
  }

  #fail(n: number, status: number, text: string): void {
    if (this.#options.takesFailures) {
      this.#byFailure[status] = (this.#byFailure[status] ?? 0) + 1;
    } else this.#dropped.push(`${n}: ${status} ${text.slice(0, 200)}`);
  }

  #hear(n: number, body: { readonly n: number; readonly version: string }): void {
    if (this.#options.isRight?.(body) === false) this.#wrong++;
    if (body.n !== n) return void this.#dropped.push(`${n}: was answered as ${body.n}`);
    this.#answered++;
    this.#byVersion[body.version] = (this.#byVersion[body.version] ?? 0) + 1;
  }
}

/** What was thrown, and why: of a failed fetch only its cause says something. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause !== undefined ? `, ${thrown.cause}` : "";
  return `${thrown}${cause}`;
}
