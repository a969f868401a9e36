import type { RegisteredInstance } from "../contracts/registry_watch.ts";
import type { Discovery } from "./discovery.ts";
import type { ClientMetrics, MetricLabels } from "./metrics.ts";

/** An instance of `shop`, UP, in `shop-v000`. */
export function instanceOf(
  id: string,
  more: Partial<RegisteredInstance> = {},
): RegisteredInstance {
  return {
    id,
    app: "shop",
    cluster: "shop",
    serverGroup: "shop-v000",
    version: "1",
    region: "r1",
    zone: "a",
    host: "127.0.0.1",
    port: 4000,
    status: "UP",
    metadata: {},
    ...more,
  };
}

/** Discovery whose content a test sets. */
export function fakeDiscovery(): Discovery & { set(instances: RegisteredInstance[]): void } {
  let known: RegisteredInstance[] = [];
  return {
    set: (instances) => void (known = instances),
    instances: () => known,
    up: () => known,
    apps: () => ["shop"],
    ready: Promise.resolve(),
    onChange: () => () => undefined,
    ageMs: () => 0,
    close: () => undefined,
  };
}

interface Recorded {
  readonly name: string;
  readonly kind: "observe" | "add" | "set";
  readonly value: number;
  readonly labels: MetricLabels;
}

/** Keeps everything that was measured. */
export class RecordingMetrics implements ClientMetrics {
  readonly #recorded: Recorded[] = [];

  /** What a histogram observed. */
  observed(name: string): readonly Recorded[] {
    return this.#recorded.filter((one) => one.name === name && one.kind === "observe");
  }

  /** What a gauge was set to. */
  sets(name: string): readonly Recorded[] {
    return this.#recorded.filter((one) => one.name === name && one.kind === "set");
  }

  /** The sum of a counter. */
  total(name: string): number {
    return this.#recorded.filter((one) => one.name === name && one.kind === "add")
      .reduce((sum, one) => sum + one.value, 0);
  }

  histogram(name: string) {
    return { observe: this.#recorder(name, "observe") };
  }

  counter(name: string) {
    return { add: this.#recorder(name, "add") };
  }

  gauge(name: string) {
    return { set: this.#recorder(name, "set") };
  }

  #recorder(name: string, kind: Recorded["kind"]) {
    return (value: number, labels: MetricLabels) =>
      void this.#recorded.push({ name, kind, value, labels });
  }
}
