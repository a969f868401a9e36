import fc from "fast-check";

/** Durations from `least` to `most` ms, in any unit that can say them. */
function duration(leastMs: number, mostMs: number): fc.Arbitrary<string> {
  return fc.integer({ min: leastMs, max: mostMs }).chain((ms) => {
    const spellings = [`${ms}ms`];
    if (ms % 1_000 === 0) spellings.push(`${ms / 1_000}s`);
    if (ms % 500 === 0) spellings.push(`${ms / 1_000}s`);
    if (ms % 60_000 === 0) spellings.push(`${ms / 60_000}m`);
    if (ms % 3_600_000 === 0) spellings.push(`${ms / 3_600_000}h`);
    return fc.constantFrom(...spellings);
  });
}

const WEEK_MS = 604_800_000;
const anyTime = fc.oneof(duration(0, WEEK_MS), fc.constantFrom("0s", "168h", "1.5m"));
const longEnough = duration(12_000, WEEK_MS);
const deadline = fc.oneof(duration(1_000, 86_400_000), fc.constantFrom("1s", "24h"));
const words = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => /\S/.test(text));
const status = fc.integer({ min: 100, max: 599 });
const time = fc.integer({ min: 0, max: 22 }).map((hour) => String(hour).padStart(2, "0"));
const window = fc.record({
  timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/Los_Angeles"),
  hours: fc.array(time.map((hour) => ({ from: `${hour}:00`, to: `${hour}:30` })), {
    ...{ minLength: 1, maxLength: 3 },
  }),
});
const parameter = fc.constant({ parameter: "tier" });
const someText = fc.oneof(words, parameter);
const scalar = fc.oneof(words, fc.double({ noNaN: true }), fc.boolean(), parameter);
const comparison = fc.record({
  ...{ left: someText, is: fc.constantFrom("=", "!="), right: someText },
});
const env = fc.dictionary(fc.constantFrom("A", "B", "C_D"), someText);
const url = fc.constantFrom("http://127.0.0.1:8080/x", "http://localhost/");
const question = fc.oneof(
  optional({ status, body: fc.constant("ok|fine") }, { url }),
  fc.record({ query: fc.constant("up"), is: fc.constantFrom("<", ">="), right: fc.double() }),
);
const judging = optional({
  ...{ mode: fc.constantFrom("netops", "kayenta"), warmup: anyTime },
  ...{ step: fc.constantFrom("1s", "1000ms"), extensions: fc.integer({ min: 0, max: 10 }) },
  checks: fc.array(optional({ status }, { path: fc.constant("/health") }), { maxLength: 20 }),
});
const replicas = fc.integer({ min: 1, max: 50 });
const shares = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 5 })
  .map((list) => list.toSorted((one, other) => one - other));

const common = {
  onFailure: fc.constantFrom("halt", "haltBranch", "haltBranchThenFail", "ignore"),
  ...{ when: fc.array(comparison, { maxLength: 2 }), window, timeout: anyTime },
};

type Keys = Readonly<Record<string, fc.Arbitrary<unknown>>>;

function optional(free: Keys, fixed: Keys = {}): fc.Arbitrary<Record<string, unknown>> {
  return fc.record({ ...free, ...fixed }, { requiredKeys: Object.keys(fixed) });
}

function stage(type: string, free: Keys, fixed: Keys) {
  return optional({ ...common, ...free }, { ...fixed, type: fc.constant(type) });
}

const dir = fc.constantFrom(".", "./v2", "/abs/x");
const group = fc.constant("shop-v001");

const stages = fc.oneof(
  stage("bake", {}, {
    from: fc.oneof(
      ...[dir, fc.constantFrom("git:main", "git:v1.2"), fc.record({ dir })],
      optional({ repo: dir, dir: fc.constant("shop") }, { git: fc.constant("main") }),
    ),
  }),
  stage("run", { dir, env, deadline }, {
    command: fc.oneof(words, fc.array(fc.string(), { minLength: 1, maxLength: 3 })),
  }),
  stage("deploy", { replicas, ready: anyTime, stopsOld: fc.boolean() }, {
    ...{ artifact: someText, strategy: fc.constantFrom("redblack", "rolling") },
  }),
  stage("deploy", { judging, watch: anyTime, drain: anyTime, mostDropped: fc.nat() }, {
    ...{ artifact: someText, strategy: fc.constantFrom("canary", "monitored") },
    ...{ steps: shares, bake: longEnough },
  }),
  stage("canary", { judging, looks: replicas }, {
    baseline: group,
    canary: group,
    bake: longEnough,
  }),
  stage("resize", {}, { group, replicas: fc.integer({ min: 0, max: 50 }) }),
  ...["enable", "disable", "destroy"].map((type) => stage(type, {}, { group: someText })),
  stage("rollback", { to: someText, ready: anyTime, drain: anyTime }, {}),
  stage("approve", { message: words, expires: anyTime }, { roles: fc.constant(["release"]) }),
  stage("wait", {}, { duration: anyTime }),
  stage("until", { every: duration(100, WEEK_MS), until: anyTime }, { question }),
  stage(
    "assert",
    { that: fc.array(comparison, { maxLength: 3 }), questions: fc.array(question) },
    {},
  ),
  stage("http", {
    ...{ method: fc.constantFrom("GET", "POST", "DELETE"), headers: env, status },
    ...{ body: fc.jsonValue(), retries: fc.integer({ min: 0, max: 20 }) },
  }, { url }),
  stage("pipeline", { parameters: fc.dictionary(words, scalar) }, {
    pipeline: fc.constant("another"),
  }),
  stage("chaos", { targets: fc.array(someText, { maxLength: 3 }), deadline }, {
    experiment: fc.constant("instance-hangs"),
  }),
  stage("load", {
    ...{ env, dir, deadline, rate: fc.integer({ min: 1, max: 500 }), duration: fc.constant("30s") },
    thresholds: fc.constant(["startup_ms:p(95)<500"]),
  }, { script: fc.constantFrom("./load.js", "hotpath") }),
);

/** Pipelines, as they are written, that have nothing wrong with them: every type of stage, in any order. */
export const validPipelines: fc.Arbitrary<Record<string, unknown>> = fc.record({
  app: fc.constant("shop"),
  parameters: fc.constant([{ name: "tier", default: "gold" }]),
  triggers: fc.array(
    fc.oneof(
      fc.constant({ type: "cron", schedule: "*/5 * * * *", timeZone: "UTC" }),
      optional({ repo: dir, every: duration(1_000, WEEK_MS) }, {
        ...{ type: fc.constant("git"), ref: words },
      }),
    ),
    { maxLength: 2 },
  ),
  concurrency: fc.constantFrom("reject", "queue", "replace"),
  stages: fc.array(stages, { minLength: 1, maxLength: 12 })
    .chain((list) => fc.tuple(...list.map((one, at) => placed(one, at)))),
}, { requiredKeys: ["app", "parameters", "stages"] }).map((file) => structuredClone(file));

/** Gives a stage a name of its own, and needs that stand before it, or none said. */
function placed(one: Record<string, unknown>, at: number): fc.Arbitrary<Record<string, unknown>> {
  const before = Array.from({ length: at }, (_, earlier) => `stage-${earlier}`);
  return fc.option(fc.subarray(before), { nil: undefined }).map((needs) => ({
    ...{ ...one, name: `stage-${at}` },
    ...(needs === undefined ? {} : { needs }),
  }));
}
