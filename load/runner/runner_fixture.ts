import type { ExitStatus, OutputLine, SignalName, Spawner, SpawnRequest } from "@netops/core";
import type { LoadOrder } from "../run/load_order.ts";

/** An order of a small load, changed as a test wants. */
export function orderOf(change: Partial<LoadOrder> = {}): LoadOrder {
  return {
    ...{ id: "l1", name: "hotpath", engine: "builtin", engineVersion: "0.1.0", seed: 7 },
    plan: {
      ...{ scenario: "play", titles: ["t1"], isPremiere: false, watchMinMs: 1_000 },
      ...{ watchMaxMs: 2_000, patienceMinMs: 2_000, patienceMeanMs: 1_000 },
    },
    arrivals: { startRate: 2, stages: [{ targetRate: 2, durationMs: 4_000 }] },
    ...{ durationMs: 4_000, maxVus: 10, gatewayUrl: "http://127.0.0.1:7070" },
    ...{ fleetUrl: "http://127.0.0.1:1", clientRanges: [], thresholds: [], exports: [], env: {} },
    folder: "/tmp/none",
    ...change,
  };
}

/** A spawner of one process that a test plays. */
export class FakeSpawner implements Spawner {
  /** What was started, in order. */
  readonly requests: SpawnRequest[] = [];
  /** What it was sent. */
  readonly signals: SignalName[] = [];
  readonly #lines: readonly OutputLine[];
  #exit: (status: ExitStatus) => void = () => undefined;

  /** The process says `lines`. */
  constructor(lines: readonly OutputLine[] = []) {
    this.#lines = lines;
  }

  /** Ends the process. */
  exit(status: ExitStatus): void {
    this.#exit(status);
  }

  /** Starts it. */
  spawn(request: SpawnRequest) {
    this.requests.push(request);
    const exited = new Promise<ExitStatus>((resolve) => this.#exit = resolve);
    return Promise.resolve({
      ...{ pid: 4_711, startMark: "1", exited, lines: inTurn(this.#lines) },
      write: () => Promise.resolve(),
      signal: (name: SignalName) => this.signals.push(name) > 0,
    });
  }
}

async function* inTurn(lines: readonly OutputLine[]): AsyncGenerator<OutputLine> {
  yield* lines;
}
