import type { Arrivals, PresetName, SessionPlan } from "../run/load_order.ts";
import type { LoadThreshold } from "../run/load_threshold.ts";

/** A ready scenario: who comes, when, and what is asked of the platform. */
export interface Preset {
  readonly name: PresetName;
  /** One line for `load presets`. */
  readonly says: string;
  /** Without titles: those come from the platform. */
  readonly plan: Omit<SessionPlan, "titles">;
  /** The shape without `--rate`, `--for` and `--ramp`, made of its own rate and duration. */
  readonly rate: number;
  readonly durationMs: number;
  readonly arrive: (rate: number, durationMs: number) => Arrivals;
  readonly thresholds: readonly LoadThreshold[];
}

/** A viewer of a title: twelve seconds on average, as the titles of the example are short. */
const WATCHING = {
  ...{ watchMinMs: 8_000, watchMaxMs: 16_000, patienceMinMs: 2_000, patienceMeanMs: 8_000 },
  isPremiere: false,
} as const;
const BRIEF = { ...WATCHING, watchMinMs: 0, watchMaxMs: 0 } as const;

/** Every load is given whole, and no exception passes unseen. */
const HONEST: readonly LoadThreshold[] = [
  { metric: "starts", limit: "count>0" },
  { metric: "script_errors", limit: "count==0" },
  { metric: "dropped_iterations", limit: "count==0" },
];

/** What viewers bear. Source: the targets that are quoted for the metrics of CTA-2066 on demand. */
const VIEWERS: readonly LoadThreshold[] = [
  { metric: "start_failed", limit: "rate<0.01" },
  { metric: "exit_before_start", limit: "rate<0.01" },
  { metric: "startup_ms", limit: "p(95)<2000" },
  { metric: "play_failed", limit: "rate<0.01" },
  { metric: "stalled_ratio", limit: "rate<0.01" },
  { metric: "request_failed{kind:segment}", limit: "rate<0.01" },
  ...HONEST,
];

const CALLS: readonly LoadThreshold[] = [
  { metric: "start_failed", limit: "rate<0.01" },
  { metric: "startup_ms", limit: "p(95)<2000" },
  ...HONEST,
];

/** Every ready scenario, in the order of `load presets`. */
export const PRESETS: readonly Preset[] = [
  {
    ...{ name: "hotpath", rate: 10, durationMs: 60_000, arrive: steady, thresholds: VIEWERS },
    says: "play, probe OCAs, watch with ABR and failover, at a constant rate of starts",
    plan: { scenario: "play", ...WATCHING },
  },
  {
    ...{ name: "mixed", rate: 10, durationMs: 60_000, arrive: steady, thresholds: VIEWERS },
    says: "70 % watch, 20 % browse, 10 % sign in",
    plan: { scenario: "mixed", ...WATCHING },
  },
  {
    ...{ name: "browse", rate: 20, durationMs: 30_000, arrive: steady, thresholds: CALLS },
    says: "home page, catalogue, search, recommendations; nobody watches",
    plan: { scenario: "browse", ...BRIEF },
  },
  {
    ...{ name: "signin", rate: 10, durationMs: 30_000, arrive: steady, thresholds: CALLS },
    says: "sign in with a password; costly on purpose, as passwords are hashed",
    plan: { scenario: "signin", ...BRIEF },
  },
  {
    ...{ name: "spike", rate: 20, durationMs: 60_000, arrive: spiking, thresholds: VIEWERS },
    says: "a tenth of the rate, ten times as many within 2 s, and back",
    plan: { scenario: "play", ...WATCHING },
  },
  {
    ...{ name: "premiere", rate: 20, durationMs: 60_000, arrive: crowding, thresholds: VIEWERS },
    says: "one title, a sudden crowd that thins out",
    plan: { scenario: "play", ...WATCHING, isPremiere: true },
  },
  {
    ...{ name: "soak", rate: 5, durationMs: 1_800_000, arrive: steady, thresholds: VIEWERS },
    says: "hotpath for half an hour, for leaks",
    plan: { scenario: "play", ...WATCHING },
  },
];

/** A constant rate. */
export function steady(rate: number, durationMs: number): Arrivals {
  return { startRate: rate, stages: [{ targetRate: rate, durationMs }] };
}

/** From nothing to the rate within `rampMs`, then the rate. */
export function ramped(rate: number, durationMs: number, rampMs: number): Arrivals {
  const rising = { targetRate: rate, durationMs: Math.min(rampMs, durationMs) };
  const left = { targetRate: rate, durationMs: durationMs - rising.durationMs };
  return { startRate: 0, stages: left.durationMs > 0 ? [rising, left] : [rising] };
}

const SPIKE_MS = 2_000;

function spiking(rate: number, durationMs: number): Arrivals {
  const calm = rate / 10;
  const edgeMs = Math.min(SPIKE_MS, durationMs / 6);
  const partMs = (durationMs - 2 * edgeMs) / 3;
  return {
    startRate: calm,
    stages: [
      { targetRate: calm, durationMs: partMs },
      { targetRate: rate, durationMs: edgeMs },
      { targetRate: rate, durationMs: partMs },
      { targetRate: calm, durationMs: edgeMs },
      { targetRate: calm, durationMs: partMs },
    ],
  };
}

function crowding(rate: number, durationMs: number): Arrivals {
  const rushMs = durationMs / 12;
  return {
    startRate: rate / 20,
    stages: [
      { targetRate: rate, durationMs: rushMs },
      { targetRate: rate, durationMs: durationMs / 4 },
      { targetRate: rate / 5, durationMs: durationMs - rushMs - durationMs / 4 },
    ],
  };
}
