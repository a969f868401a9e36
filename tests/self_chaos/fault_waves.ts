/** A fault of a wave: the smallest that can be felt. */
export interface WaveFault {
  readonly kind: string;
  readonly target: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** Faults that are at work together. */
export interface Wave {
  readonly name: string;
  readonly faults: readonly WaveFault[];
  /** What has to be whole again before the next wave. */
  readonly app: string;
  readonly replicas: number;
}

const SERVER = `import { createServer } from "node:http";
const server = createServer((_request, response) => response.end("hello"));
server.listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => process.exit(0));
`;

const NO_LIMITS = `chaos:
  limits:
    "*":
      mostAwayRatio: 1
      leastHealthy: 0
`;

/** Six instances in two zones; faults may take as many as they like. */
export const MANY_HELLOS: Readonly<Record<string, string>> = {
  "netops.yaml": `platform: none
services:
  hello:
    command: [node, server.mjs]
    dir: ./hello
    replicas: 6
    health: /health
${NO_LIMITS}`,
  "hello/server.mjs": SERVER,
};

/** The smallest streaming platform: of most apps there is one, and faults may take that. */
export const LITE: Readonly<Record<string, string>> = {
  "netops.yaml": `platform: lite\n${NO_LIMITS}`,
};

function on(target: string, ...kinds: readonly string[]): WaveFault[] {
  return kinds.map((kind) => ({ kind, target }));
}

const REQUESTS: readonly WaveFault[] = [
  ...on("hello", "latency", "abort", "empty-body", "first-requests-fail", "slow-body"),
  ...on("hello", "truncated-body", "wrong-content-type"),
  ...on("hello", "link-bandwidth", "link-blackhole", "link-latency", "link-limit-data"),
  ...on("hello", "link-reset", "link-slicer", "link-slow-close", "link-timeout"),
];

const MACHINES: readonly WaveFault[] = [
  { kind: "cpu-burn", target: "hello", parameters: { workers: 1 } },
  { kind: "memory-fill", target: "hello", parameters: { sizeBytes: 16_777_216 } },
  { kind: "disk-fill", target: "hello", parameters: { sizeBytes: 8_388_608 } },
  { kind: "io-burn", target: "hello", parameters: { fileBytes: 1_048_576 } },
  { kind: "file-limit", target: "hello", parameters: { files: 64 } },
  ...on("hello", "cpu-throttle"),
];

const INSTANCES: readonly WaveFault[] = [
  ...on("hello", "process-pause", "process-kill", "process-outage", "process-restart-loop"),
  ...on("hello", "process-terminate", "fleet-fail"),
];

const PLACES: readonly WaveFault[] = on("zone:eu-b", "zone-loss");

const INSIDE: readonly WaveFault[] = [
  ...on("user", "clock-skew", "event-loop-block", "events-lag", "kv-fail", "kv-slow"),
  { kind: "memory-hog", target: "user", parameters: { sizeBytes: 8_388_608 } },
  ...on("user", "names-fail", "request-abort", "request-kv-fail", "request-latency"),
  ...on("oca", "cachecontrol-unreachable", "objects-fail", "objects-slow"),
  ...on("oca", "store-corrupt", "store-full", "store-lost", "store-read-only"),
  ...on("registry", "registry-lie", "registry-slow", "registry-stale"),
  ...on("steering", "steering-wrong"),
];

const HELLO = { app: "hello", replicas: 6 };

/** What is done to requests and bytes in front of a user's service. */
export const REQUEST_WAVE: Wave = { ...HELLO, name: "requests", faults: REQUESTS };
/** What is done to machines, and to processes that go on. */
export const MACHINE_WAVE: Wave = { ...HELLO, name: "machines", faults: MACHINES };
/** What takes instances away. */
export const INSTANCE_WAVE: Wave = { ...HELLO, name: "instances", faults: INSTANCES };
/** What takes a zone away. */
export const PLACE_WAVE: Wave = { ...HELLO, name: "places", faults: PLACES };
/** Machines and instances at once. */
export const OUTSIDE_WAVE: Wave = {
  ...HELLO,
  name: "machines and instances",
  faults: [...MACHINES, ...INSTANCES],
};
/** What only processes of netops do to themselves. */
export const INSIDE_WAVE: Wave = {
  ...{ name: "everything inside", app: "user", replicas: 1 },
  faults: INSIDE,
};
