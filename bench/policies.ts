/**
 * Compares the cost of a policy stack: ours, cockatiel's and opossum's beside a bare async call.
 *
 * Run: `deno run -A bench/policies.ts [rounds]`. Each round runs every case once, in a rotated order;
 * a ratio is taken within its round (so that a noisy machine harms both sides) and the median shown.
 */
import {
  bulkhead as cockatielBulkhead,
  circuitBreaker as cockatielBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  retry as cockatielRetry,
  SamplingBreaker,
  timeout as cockatielTimeout,
  TimeoutStrategy,
  wrap,
} from "npm:cockatiel@4.0.0";
import Opossum from "npm:opossum@10.0.0";
import { createHost } from "@netops/core/host";
import {
  Bulkhead,
  CircuitBreaker,
  compose,
  retry,
  RetryBudget,
  timeout,
  TimingWheel,
} from "@netops/core/policies";

const { clock, timer, createRng } = createHost();
const wheel = new TimingWheel({ clock, timer });
const rng = createRng("bench");

// deno-lint-ignore require-await -- the cost of an async call is what everything is compared with
async function work(): Promise<number> {
  return 1;
}

function ourBreaker(slow: boolean): CircuitBreaker {
  return new CircuitBreaker({
    name: "bench",
    window: { kind: "time", durationMs: 10_000 },
    minimumCalls: 20,
    failureRatio: 0.5,
    ...(slow ? { slowCall: { thresholdMs: 1_000, ratio: 0.5 } } : {}),
    openForMs: 5_000,
    trials: { count: 3, failureRatio: 0.5 },
  });
}

const ourRetry = () =>
  retry({
    maxAttempts: 3,
    backoff: { baseMs: 50, maxMs: 1_000 },
    isSafe: () => true,
    budget: new RetryBudget(),
    rng,
    wheel,
    clock,
  });
const ourBulkhead = () => new Bulkhead({ name: "bench", limit: 10, queueLimit: 10 });
const ourTimeout = () => timeout({ timeoutMs: 1_000, wheel, clock });
const ours = compose(clock, ourRetry(), ourBreaker(false), ourBulkhead(), ourTimeout());
const oursSlow = compose(clock, ourRetry(), ourBreaker(true), ourBulkhead(), ourTimeout());
const oursTimeout = compose(clock, ourTimeout());
const oursBreaker = compose(clock, ourBreaker(false));

const cockatielStack = wrap(
  cockatielRetry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() }),
  cockatielBreaker(handleAll, {
    halfOpenAfter: 5_000,
    breaker: new SamplingBreaker({ threshold: 0.5, duration: 10_000 }),
  }),
  cockatielBulkhead(10, 10),
  cockatielTimeout(1_000, TimeoutStrategy.Aggressive),
);
const cockatielOnlyBreaker = cockatielBreaker(handleAll, {
  halfOpenAfter: 5_000,
  breaker: new ConsecutiveBreaker(5),
});
const opossumStack = new Opossum(work, { timeout: 1_000, capacity: 10 });
const opossumBare = new Opossum(work, { timeout: false });

const CASES: Readonly<Record<string, () => Promise<unknown>>> = {
  "bare async call": work,
  "netops: retry + breaker + bulkhead + timeout": () => ours.execute(work),
  "netops: the same, with slow-call share": () => oursSlow.execute(work),
  "netops: timeout only": () => oursTimeout.execute(work),
  "netops: breaker only": () => oursBreaker.execute(work),
  "cockatiel 4.0.0: retry + breaker + bulkhead + timeout": () => cockatielStack.execute(work),
  "cockatiel 4.0.0: breaker only": () => cockatielOnlyBreaker.execute(work),
  "opossum 10.0.0: breaker + capacity + timeout": () => opossumStack.fire(),
  "opossum 10.0.0: breaker only": () => opossumBare.fire(),
};

async function measureNs(run: () => Promise<unknown>, calls: number): Promise<number> {
  const startedMs = performance.now();
  for (let call = 0; call < calls; call++) await run();
  return (performance.now() - startedMs) / calls * 1e6;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  return [...list.slice(by % list.length), ...list.slice(0, by % list.length)];
}

const rounds = Number(Deno.args[0] ?? 15);
const names = Object.keys(CASES);
const times = new Map(names.map((name) => [name, [] as number[]]));
const ratios = new Map(names.map((name) => [name, [] as number[]]));
for (const name of names) await measureNs(CASES[name]!, 5_000);
for (let round = 0; round < rounds; round++) {
  for (const name of rotated(names, round)) {
    // Each case is paired with a bare run right before it: noise of this second hits both.
    const bareNs = await measureNs(work, 40_000);
    const caseNs = await measureNs(CASES[name]!, 20_000);
    times.get(name)!.push(caseNs);
    ratios.get(name)!.push(caseNs / bareNs);
    // Lets timers of the libraries run, so that none measures the other's leftovers.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
console.log("| case | ns per call | x bare | lowest to highest |\n|---|---|---|---|");
for (const name of names) {
  const list = ratios.get(name)!;
  console.log(
    `| ${name} | ${median(times.get(name)!).toFixed(0)} | ${median(list).toFixed(1)} | ` +
      `${Math.min(...list).toFixed(1)} to ${Math.max(...list).toFixed(1)} |`,
  );
}
wheel.close();
opossumStack.shutdown();
opossumBare.shutdown();
