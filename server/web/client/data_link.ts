/// <reference lib="dom" />
import type { DataAnswer } from "../telemetry/data_answer.ts";
import type { DataNeed } from "../view/needed_data.ts";
import type { Send } from "../view/page_message.ts";

/** A list that is shown already may wait for more typing. */
const TYPING_MS = 200;
const LIMIT_MS = 10_000;
const RETRY_MS = 2_000;

/** How the page stands while it asks. */
export interface AskMood {
  readonly isStill: boolean;
  /** Slots that show something already. */
  readonly known: ReadonlySet<string>;
}

/** Asks for what the view needs and asks again while it is shown; ends what is not needed any more. */
export class DataLink {
  #asked = new Map<string, Asked>();
  #isStill = false;
  readonly #send: Send;

  /** Talks to the page through `send`. */
  constructor(send: Send) {
    this.#send = send;
  }

  /** Takes what is needed now. */
  need(needs: readonly DataNeed[], mood: AskMood): void {
    const isResumed = this.#isStill && !mood.isStill;
    this.#isStill = mood.isStill;
    const wanted = new Map(needs.map((need) => [need.slot, need]));
    for (const [slot, asked] of this.#asked) {
      if (!isResumed && wanted.get(slot)?.search === asked.need.search) continue;
      asked.end();
      this.#asked.delete(slot);
    }
    for (const need of needs) {
      if (this.#asked.has(need.slot)) continue;
      const delayMs = mood.known.has(need.slot) ? TYPING_MS : 0;
      this.#asked.set(need.slot, new Asked(need, delayMs, (asked) => this.#ask(asked)));
    }
  }

  async #ask(asked: Asked): Promise<void> {
    const { need } = asked;
    const signal = AbortSignal.any([asked.signal, AbortSignal.timeout(LIMIT_MS)]);
    try {
      const response = await fetch(`/ops/data/${need.kind}${need.search}`, { signal });
      const answer = await response.json() as DataAnswer<unknown>;
      if (asked.signal.aborted) return;
      if (response.ok) this.#send({ type: "data", need, answer });
      asked.again(response.ok ? need.everyMs : RETRY_MS, () => this.#mayAsk());
    } catch {
      // The page is cut off, which its banner says; what is shown stays, and is asked for again.
      if (!asked.signal.aborted) asked.again(RETRY_MS, () => this.#mayAsk());
    }
  }

  #mayAsk(): boolean {
    return !this.#isStill && document.visibilityState === "visible";
  }
}

/** One need that is asked for, and its timer. */
class Asked {
  readonly need: DataNeed;
  readonly #ask: (asked: Asked) => Promise<void>;
  readonly #stop = new AbortController();
  #timer: ReturnType<typeof setTimeout>;

  constructor(need: DataNeed, delayMs: number, ask: (asked: Asked) => Promise<void>) {
    this.need = need;
    this.#ask = ask;
    this.#timer = setTimeout(() => void ask(this), delayMs);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Asks again after a time, as soon as it may. */
  again(delayMs: number, mayAsk: () => boolean): void {
    this.#timer = setTimeout(() => {
      if (mayAsk()) void this.#ask(this);
      else this.again(delayMs, mayAsk);
    }, delayMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#stop.abort();
  }
}
