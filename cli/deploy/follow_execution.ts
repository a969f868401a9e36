import { type Clock, type ErrorCode, NetopsError, type Timer } from "@netops/core";
import type { ExecutionView } from "@netops/core/contracts";
import { isOver } from "./execution_facts.ts";

/** What following an execution works with. */
export interface FollowOptions {
  /** How it stands, now and at every change; undefined is a sign of life. */
  readonly stream: (id: string, signal: AbortSignal) => AsyncIterable<ExecutionView | undefined>;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Ends the following, which then resolves. */
  readonly signal: AbortSignal;
  /** Whether the platform is there at all. */
  readonly isAlive: () => boolean;
  /** Hears that the conductor does not answer, and undefined when it does again. */
  readonly onTrouble: (why: string | undefined) => void;
}

/** A conductor that says nothing for so long hangs; it pings more often. */
const SILENT_MS = 10_000;
/** A conductor that is killed is back within seconds; nothing is lost meanwhile. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 500;

const TRY_AGAIN: readonly ErrorCode[] = [
  ...["UNREACHABLE", "TIMED_OUT", "NO_INSTANCE", "UPSTREAM_FAILED", "OVERLOADED"] as const,
];

/** How far the following is. */
interface Progress {
  lastSeq: number;
  /** When the conductor was last heard, while it is not. */
  lostAtMs: number | undefined;
  isOver: boolean;
}

/**
 * How an execution stands whenever that changes, until it is over; a conductor that dies meanwhile is
 * waited for, as it carries on where it was.
 *
 * @throws {NetopsError} NOT_RUNNING when the platform is gone, UNREACHABLE after a minute without an
 * answer, NOT_FOUND.
 */
export async function* followExecution(
  id: string,
  options: FollowOptions,
): AsyncGenerator<ExecutionView> {
  const { clock, timer, signal, onTrouble } = options;
  const progress: Progress = { lastSeq: -1, lostAtMs: undefined, isOver: false };
  while (!signal.aborted) {
    let why = "the stream ended";
    try {
      yield* newViews(id, progress, options);
    } catch (thrown) {
      why = reasonToWait(thrown);
    }
    if (signal.aborted || progress.isOver) return;
    progress.lostAtMs ??= clock.monotonicMs();
    refuseLost(id, { ...options, lostMs: clock.monotonicMs() - progress.lostAtMs });
    onTrouble(why);
    // Only our own signal ends the wait early, and the loop sees that.
    await timer.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}

/** What one connection has to say that is not known yet. */
async function* newViews(
  id: string,
  progress: Progress,
  options: FollowOptions,
): AsyncGenerator<ExecutionView> {
  for await (const view of listen(id, options)) {
    if (progress.lostAtMs !== undefined) options.onTrouble(undefined);
    progress.lostAtMs = undefined;
    if (view === undefined || view.seq < progress.lastSeq) continue;
    progress.lastSeq = view.seq;
    progress.isOver = isOver(view);
    yield view;
    if (progress.isOver) return;
  }
}

/** One connection; broken off when nothing comes for too long. */
async function* listen(
  id: string,
  { stream, timer, clock, signal }: FollowOptions,
): AsyncGenerator<ExecutionView | undefined> {
  const connection = new AbortController();
  const close = () => connection.abort(signal.reason);
  signal.addEventListener("abort", close, { once: true });
  let heardAtMs = clock.monotonicMs();
  const cancel = timer.every(1_000, () => {
    if (clock.monotonicMs() - heardAtMs < SILENT_MS) return;
    connection.abort(new DOMException("No sign of life", "TimeoutError"));
  });
  try {
    for await (const view of stream(id, connection.signal)) {
      heardAtMs = clock.monotonicMs();
      yield view;
    }
  } finally {
    cancel();
    signal.removeEventListener("abort", close);
    connection.abort();
  }
}

/** Why to wait and try again. @throws what no waiting mends. */
function reasonToWait(thrown: unknown): string {
  const isOurs = thrown instanceof NetopsError;
  if (isOurs && !TRY_AGAIN.includes(thrown.code)) throw thrown;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function refuseLost(
  id: string,
  { isAlive, lostMs }: Pick<FollowOptions, "isAlive"> & { readonly lostMs: number },
): void {
  if (!isAlive()) {
    throw new NetopsError("NOT_RUNNING", `The platform ended while ${id} was under way`, {
      fix: `netops up, then: netops deploy status ${id}`,
    });
  }
  if (lostMs < PATIENCE_MS) return;
  throw new NetopsError("UNREACHABLE", "The conductor has not answered for a minute", {
    fix: `netops ps, then: netops deploy status ${id} --watch`,
  });
}
