import type { Rng } from "@netops/core";

/** A service as its callers and fleet see it, and the machine that it runs on. */
export interface SimulatedService {
  /** Requests a second and side, on the average. */
  readonly perSecond: number;
  /** How many times as long a request takes. */
  readonly slower: number;
  /** Requests that fail, as a ratio. */
  readonly failing: number;
  /** How many times the processor time of a request. */
  readonly cpu: number;
  /** Bytes that each request keeps for ever. */
  readonly leakBytes: number;
  readonly linesPerRequest: number;
  /** Instances die at these seconds. */
  readonly deathsAtS: readonly number[];
  readonly machine: MachineNoise;
}

/** How a machine disturbs what runs on it: AR(1) in the logarithm of how long things take. */
export interface MachineNoise {
  /** What all have in common. */
  readonly commonSd: number;
  readonly commonPhi: number;
  /** What each side has for itself. */
  readonly ownSd: number;
  readonly ownPhi: number;
  /** Seconds in which a side stands still for a while. */
  readonly hiccupRatio: number;
}

/** As measured on two cores while test suites ran beside: docs/canary_metrics.md. */
export const BUSY: MachineNoise = {
  ...{ commonSd: 0.4, commonPhi: 0.63, ownSd: 0.15, ownPhi: 0.1, hiccupRatio: 0.02 },
};

/** A good release of a small service. */
export const GOOD: SimulatedService = {
  ...{ perSecond: 20, slower: 1, failing: 0, cpu: 1, leakBytes: 0, linesPerRequest: 1 },
  ...{ deathsAtS: [], machine: BUSY },
};

/** One series of a side: its name, its labels besides those of the side, and a value a second. */
export interface SideSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** A standard normal value (Box & Muller). */
function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}

/** exp of an AR(1): goes up and down around 1, and remembers. */
export function walk(
  rng: Rng,
  count: number,
  { phi, sd }: { readonly phi: number; readonly sd: number },
): readonly number[] {
  let value = normal(rng);
  return Array.from({ length: count }, () => {
    value = phi * value + Math.sqrt(1 - phi * phi) * normal(rng);
    return Math.exp(sd * value);
  });
}

function poisson(rng: Rng, mean: number): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(rng)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = rng.next(); product > limit; product *= rng.next()) count++;
  return count;
}

/** Upper bounds of the series that callers export, in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MB = 1_000_000;

/** One second of a side. */
interface Second {
  readonly requests: number;
  readonly failed: number;
  readonly timesS: readonly number[];
  readonly cpuS: number;
  readonly bytes: number;
  readonly lines: number;
  readonly deaths: number;
}

/** What both sides share: how slow the machine is, and how many requests come. */
export interface Surroundings {
  readonly slow: readonly number[];
  readonly load: readonly number[];
}

/** Plays one side, second by second, and tells what it exports. */
export function playSide(
  service: SimulatedService,
  { slow, load }: Surroundings,
  rng: Rng,
): readonly SideSeries[] {
  const { machine, perSecond, linesPerRequest, deathsAtS } = service;
  const own = walk(rng.fork("own"), slow.length, { phi: machine.ownPhi, sd: machine.ownSd });
  const heap = new Heap(service, rng.fork("heap"));
  const seconds = slow.map((common, at): Second => {
    const requests = poisson(rng, perSecond * (load[at] ?? 1));
    const hiccup = rng.next() < machine.hiccupRatio ? 4 : 1;
    const scale = 0.007 * service.slower * common * (own[at] ?? 1) * hiccup;
    const timesS = Array.from({ length: requests }, () => scale * Math.exp(0.6 * normal(rng)));
    return {
      ...{ requests, timesS, bytes: heap.after(requests) },
      failed: timesS.filter(() => rng.next() < service.failing).length,
      cpuS: 0.004 + 0.0015 * service.cpu * requests * Math.exp(0.2 * normal(rng)),
      lines: poisson(rng, requests * linesPerRequest),
      deaths: deathsAtS.filter((deathAtS) => deathAtS === at).length,
    };
  });
  return seriesOf(seconds);
}

function seriesOf(seconds: readonly Second[]): readonly SideSeries[] {
  const counted = (
    name: string,
    of: (second: Second) => number,
    labels: Readonly<Record<string, string>> = {},
  ): SideSeries => {
    let sum = 0;
    return { name, labels, values: seconds.map((second) => sum += of(second)) };
  };
  const calls = "upstream_request_duration_seconds";
  const first = { code: "200", attempt: "1" };
  const cpu = counted("instance_cpu_seconds_total", ({ cpuS }) => cpuS);
  return [
    counted(`${calls}_count`, ({ requests, failed }) => requests - failed, first),
    // What fails is tried once more, and succeeds then.
    counted(`${calls}_count`, ({ failed }) => failed, { code: "503", attempt: "1" }),
    counted(`${calls}_count`, ({ failed }) => failed, { code: "200", attempt: "2" }),
    counted(`${calls}_sum`, ({ timesS }) => timesS.reduce((sum, time) => sum + time, 0), first),
    ...BOUNDS.map((bound) =>
      counted(`${calls}_bucket`, ({ timesS }) => timesS.filter((time) => time <= bound).length, {
        ...{ ...first, le: `${bound}` },
      })
    ),
    counted(`${calls}_bucket`, ({ requests }) => requests, { ...first, le: "+Inf" }),
    // The kernel tells processor time in ticks of 10 ms.
    { ...cpu, values: cpu.values.map((value) => Math.floor(value * 100) / 100) },
    { name: "instance_memory_bytes", labels: {}, values: seconds.map(({ bytes }) => bytes) },
    counted("instance_log_lines_total", ({ lines }) => lines),
    counted("instance_deaths_total", ({ deaths }) => deaths),
  ];
}

/** The memory of a process with a collector: grows by steps of some MB, each process at a time of its own. */
class Heap {
  readonly #service: SimulatedService;
  readonly #rng: Rng;
  #base: number;
  #garbage = 0;
  #leaked = 0;

  constructor(service: SimulatedService, rng: Rng) {
    this.#service = service;
    this.#rng = rng;
    this.#base = (62 + 2 * rng.next()) * MB;
  }

  after(requests: number): number {
    if (this.#base < 80 * MB && this.#rng.next() < 0.005) {
      this.#base += (8 + 6 * this.#rng.next()) * MB;
    }
    this.#garbage += requests * 4_000 * (0.5 + this.#rng.next());
    if (this.#garbage > 2 * MB) this.#garbage *= 0.5 * this.#rng.next();
    this.#leaked += requests * this.#service.leakBytes;
    return 4_096 * Math.round((this.#base + this.#garbage + this.#leaked) / 4_096);
  }
}
