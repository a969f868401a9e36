import type { Host, StopSignal } from "@netops/core/host";

const EXIT_CODES: Readonly<Record<StopSignal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const FORCE_AFTER_MS = 500;

/**
 * Turns signals into two requests: the first asks to stop gracefully, a second to do it by force.
 *
 * A second signal within 500 ms is taken for the first one sent twice (a terminal signals the whole
 * process group, and a launcher may pass it on).
 */
export class StopControl {
  readonly #graceful = new AbortController();
  readonly #force = new AbortController();
  readonly #cancel: () => void;
  #firstAtMs = 0;
  #name: StopSignal | undefined;
  #settled: number | undefined;

  /** Listens to SIGINT, SIGTERM and SIGHUP until closed. */
  constructor(host: Pick<Host, "clock" | "onStopSignal">) {
    this.#cancel = host.onStopSignal(["SIGINT", "SIGTERM", "SIGHUP"], (name) => {
      const nowMs = host.clock.monotonicMs();
      if (this.#name === undefined) {
        this.#name = name;
        this.#firstAtMs = nowMs;
        this.#graceful.abort(new DOMException(`Ended by ${name}`, "AbortError"));
      } else if (nowMs - this.#firstAtMs >= FORCE_AFTER_MS) {
        this.#force.abort(new DOMException(`Forced by ${name}`, "AbortError"));
      }
    });
  }

  /** Aborts with the first signal. */
  get signal(): AbortSignal {
    return this.#graceful.signal;
  }

  /** Aborts with the second signal. */
  get force(): AbortSignal {
    return this.#force.signal;
  }

  /** The signal that came first. */
  get name(): StopSignal | undefined {
    return this.#name;
  }

  /** The exit code of the signal that came, or undefined when none did. */
  get exitCode(): number | undefined {
    return this.#name === undefined ? undefined : EXIT_CODES[this.#name];
  }

  /** The exit code that was settled, whatever signal came. */
  get settled(): number | undefined {
    return this.#settled;
  }

  /** Settles the exit code where a signal alone does not decide it, as when an undo failed; answers the code. */
  settle(exitCode: number): number {
    return this.#settled = exitCode;
  }

  /** Stops listening. */
  close(): void {
    this.#cancel();
  }
}
