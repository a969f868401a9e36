import type { Rng } from "@netops/core";
import type { ServerGroupView } from "@netops/core/contracts";
import { bucketOf, GroupSeries } from "./group_series.ts";
import { drawFollowing, drawNormal } from "./random_draws.ts";
import type { ReleaseModel } from "./release_model.ts";

/** What a simulated group is made of. */
export interface SimulatedGroupOptions {
  readonly name: string;
  readonly cluster: string;
  readonly version: string;
  readonly artifact: string;
  readonly model: ReleaseModel;
  readonly replicas: number;
  readonly nowMs: number;
  readonly rng: Rng;
  readonly app: string;
  readonly key?: string;
  readonly isPortFixed?: boolean;
}

interface SimulatedInstance {
  readonly id: string;
  /** When it is healthy; the past when it is. */
  upAtMs: number;
  diesAtMs: number;
  restarts: number;
}

const QUICK_DEATHS = 5;
const OWN_NOISE = { phi: 0.3, sigma: 0.03 };

/** A server group of a simulated platform: instances that start, answer, leak and die as their model says. */
export class SimulatedGroup {
  readonly name: string;
  readonly version: string;
  readonly artifact: string;
  readonly model: ReleaseModel;
  readonly key: string | undefined;
  readonly series = new GroupSeries();
  readonly createdAtMs: number;
  /** When requests that are under way will be over. */
  ends: number[] = [];
  deaths = 0;
  stopsAtMs: number | undefined;
  readyMs: number | undefined;
  failure: string | undefined;
  firstRequestMs: number | undefined;
  lastRequestMs = -Infinity;
  #leakedBytes = 0;
  #own = 0;
  #instances: SimulatedInstance[] = [];
  #made = 0;
  readonly #options: SimulatedGroupOptions;

  /** Starts its instances. */
  constructor(options: SimulatedGroupOptions) {
    this.#options = options;
    this.name = options.name;
    this.version = options.version;
    this.artifact = options.artifact;
    this.model = options.model;
    this.key = options.key;
    this.createdAtMs = options.nowMs;
    this.resize(options.replicas, options.nowMs);
  }

  /** Instances that are wanted: none of a group that ends. */
  get desired(): number {
    return this.stopsAtMs === undefined ? this.#instances.length : 0;
  }

  /** Starts instances that are missing, and ends what is too many. */
  resize(replicas: number, nowMs: number): void {
    while (this.#instances.length > replicas) this.#instances.pop();
    while (this.#instances.length < replicas) {
      const id = `${this.name}-${this.#made++}`;
      this.#instances.push({ id, restarts: 0, ...this.#lifeFrom(nowMs) });
    }
  }

  /** Instances that are healthy. */
  upAt(nowMs: number): number {
    return this.#instances.filter(({ upAtMs }) => upAtMs <= nowMs).length;
  }

  /** When something happens by itself next. */
  nextMs(nowMs: number): number {
    const times = this.#instances.flatMap(({ upAtMs, diesAtMs }) => [upAtMs, diesAtMs]);
    return Math.min(...[...times, this.stopsAtMs ?? Infinity].filter((timeMs) => timeMs > nowMs));
  }

  /** Lets instances become healthy and die; what dies with requests under way drops them. */
  live(nowMs: number): { readonly dropped: number } {
    let dropped = 0;
    for (const instance of this.#instances.filter(({ diesAtMs }) => diesAtMs <= nowMs)) {
      const share = 1 / Math.max(1, this.upAt(nowMs));
      const lost = instance.upAtMs <= nowMs ? Math.floor(this.ends.length * share) : 0;
      this.ends.splice(0, lost);
      dropped += lost;
      this.#die(instance, nowMs);
    }
    if (
      this.stopsAtMs === undefined && this.readyMs === undefined &&
      this.upAt(nowMs) >= this.desired && this.desired > 0
    ) {
      this.readyMs = nowMs - this.createdAtMs;
    }
    return { dropped };
  }

  /** Kills an instance from outside, as nobody asked for. */
  kill(nowMs: number): void {
    const [first] = this.#instances;
    if (first !== undefined) this.#die(first, nowMs);
  }

  /** Answers one request that began at a time: whether with a failure. */
  answer(atMs: number, slowness: number, rng: Rng): { readonly isFailed: boolean } {
    const { latencyMs, latencySigma, refusalRatio, errorRatio, errorsAfterMs } = this.model;
    this.firstRequestMs ??= atMs;
    this.lastRequestMs = atMs;
    const tookMs = latencyMs * slowness * Math.exp(this.#own + latencySigma * drawNormal(rng));
    const areErrors = atMs - this.firstRequestMs >= errorsAfterMs;
    const draw = rng.next();
    const failing = areErrors ? errorRatio + this.model.cohortRatio : 0;
    const second = this.series.at(Math.floor(atMs / 1_000));
    second.requests++;
    second.latencySumMs += tookMs;
    second.cpuMs += this.model.cpuMsPerRequest * (0.8 + 0.4 * rng.next());
    second.logLines += this.model.logLinesPerRequest;
    const bucket = bucketOf(tookMs);
    second.buckets[bucket] = (second.buckets[bucket] ?? 0) + 1;
    this.#leakedBytes += this.model.leakBytesPerRequest;
    this.ends.push(atMs + tookMs);
    if (draw < failing) second.failed++;
    else if (draw < failing + refusalRatio) second.refused++;
    return { isFailed: draw < failing };
  }

  /** Closes a second: what gauges show, and how slow the next one is by itself. */
  closeSecond(second: number): void {
    const { rng } = this.#options;
    const { model } = this;
    this.inFlightAt((second + 1) * 1_000);
    const leaked = this.#leakedBytes / Math.max(1, this.desired);
    this.series.at(second).memoryBytes = (model.memoryBytes + leaked) *
      (1 + 0.01 * drawNormal(rng));
    this.#own = drawFollowing(rng, this.#own, OWN_NOISE);
  }

  /** Requests that are under way. */
  inFlightAt(nowMs: number): number {
    this.ends = this.ends.filter((endMs) => endMs > nowMs);
    return this.ends.length;
  }

  /** WebSockets that are open. */
  socketsAt(nowMs: number): number {
    const { sockets, socketLifeMs } = this.model;
    return this.firstRequestMs !== undefined && nowMs < this.lastRequestMs + socketLifeMs
      ? sockets
      : 0;
  }

  /** The group as fleet shows it. */
  view(nowMs: number, shareRatio: number): ServerGroupView {
    const { app, cluster, isPortFixed = false } = this.#options;
    const up = this.upAt(nowMs);
    const isWrong = this.failure !== undefined || this.deaths > 0;
    return {
      ...{ name: this.name, app, cluster, version: this.version, tier: "service" },
      ...{ artifact: this.artifact, createdAtMs: this.createdAtMs, desired: this.desired, up },
      ...(this.key === undefined ? {} : { key: this.key }),
      ...(this.readyMs === undefined ? {} : { readyMs: this.readyMs }),
      ...(this.failure === undefined ? {} : { failure: this.failure }),
      ...{ deaths: this.deaths, lastLines: isWrong ? ["Error: out of luck"] : [], shareRatio },
      ...{ isPortFixed, healthPath: "/health" },
      instances: this.#instances.map(({ id, upAtMs, restarts }, at) => ({
        ...{ id, host: "127.0.0.1", port: 20_000 + at, zone: "eu-a", restarts },
        ...{ status: upAtMs <= nowMs ? "UP" : "STARTING", startedAtMs: this.createdAtMs },
      })),
    };
  }

  #die(instance: SimulatedInstance, nowMs: number): void {
    this.deaths++;
    this.series.at(Math.floor(nowMs / 1_000)).deaths++;
    instance.restarts++;
    Object.assign(instance, this.#lifeFrom(nowMs + 100 * 2 ** Math.min(5, instance.restarts)));
    if (instance.restarts >= QUICK_DEATHS) this.failure = "it dies again and again";
  }

  #lifeFrom(nowMs: number): { upAtMs: number; diesAtMs: number } {
    const { startMs, diesAfterMs, diesAtStart } = this.model;
    const jitter = 0.9 + 0.2 * this.#options.rng.next();
    const upAtMs = Math.round(nowMs + startMs * jitter);
    if (diesAtStart) return { upAtMs: Infinity, diesAtMs: Math.round(nowMs + startMs / 2) };
    return {
      upAtMs,
      diesAtMs: diesAfterMs === 0 ? Infinity : upAtMs + Math.round(diesAfterMs * jitter),
    };
  }
}
