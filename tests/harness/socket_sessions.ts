/** What WebSocket sessions came to. */
export interface SessionCount {
  readonly opened: number;
  /** Ended by the client when their time was over. */
  readonly ended: number;
  /** Ended by anybody else, or an echo that never came; each with why. */
  readonly cut: readonly string[];
}

/** How many sessions there are at once, and how long each lasts. */
export interface SessionOptions {
  readonly url: string;
  readonly atOnce: number;
  readonly lastsMs: number;
  readonly everyMs: number;
}

/** Keeps WebSocket sessions open, each echoing until its time is over and then opened anew. */
export class SocketSessions {
  readonly #options: SessionOptions;
  readonly #loops: Promise<void>[];
  readonly #cut: string[] = [];
  #opened = 0;
  #ended = 0;
  #isOver = false;

  /** Begins at once; the first lives end at different times. */
  constructor(options: SessionOptions) {
    this.#options = options;
    this.#loops = Array.from({ length: options.atOnce }, (_, at) => this.#loop(at));
  }

  /** So far. */
  get count(): SessionCount {
    return { opened: this.#opened, ended: this.#ended, cut: [...this.#cut] };
  }

  /** Lets each session end, opens no more, and counts. */
  async end(): Promise<SessionCount> {
    this.#isOver = true;
    await Promise.all(this.#loops);
    return this.count;
  }

  async #loop(at: number): Promise<void> {
    for (let life = 0; !this.#isOver; life++) {
      const { lastsMs, atOnce } = this.#options;
      await this.#session(life === 0 ? lastsMs * (at + 1) / atOnce : lastsMs);
    }
  }

  #session(lastsMs: number): Promise<void> {
    const { url, everyMs } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const socket = new WebSocket(url);
    let asked = 0;
    let heard = 0;
    let isOurs = false;
    const echo = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (asked - heard > 40) socket.close(4000, "no echo");
      else socket.send(String(asked++));
    }, everyMs);
    const end = setTimeout(() => {
      isOurs = socket.readyState === WebSocket.OPEN && asked - heard <= 40;
      socket.close(1000, "done");
    }, lastsMs);
    socket.onopen = () => void this.#opened++;
    socket.onmessage = ({ data }) => {
      if (String(data) !== String(heard++)) this.#cut.push(`an echo of ${heard - 1} was ${data}`);
    };
    socket.onclose = ({ code, reason }) => {
      clearInterval(echo);
      clearTimeout(end);
      if (isOurs) this.#ended++;
      else this.#cut.push(`closed with ${code} ${reason} after ${heard} echoes`);
      resolve();
    };
    return promise;
  }
}
