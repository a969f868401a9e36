import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { PRESETS } from "@netops/load";
import type { OptionValues } from "../spec.ts";
import type { LOAD_RUN_OPTIONS } from "../tree/load_commands.ts";
import { askedWords } from "./asked_words.ts";
import { clientRanges } from "./client_ranges.ts";
import { readCompanion } from "./companion.ts";
import { readExports } from "./read_exports.ts";
import { readShape } from "./read_shape.ts";
import { readThreshold } from "./read_threshold.ts";
import { refuseLoad } from "./refuse_load.ts";

type Options = OptionValues<typeof LOAD_RUN_OPTIONS>;

const [HOTPATH] = PRESETS;

function options(change: Partial<Options> = {}): Options {
  const none = {
    ...{ rate: undefined, vus: undefined, for: undefined, ramp: undefined, maxVus: undefined },
    ...{
      watch: undefined,
      with: [],
      withAfter: undefined,
      thresholds: [],
      seed: undefined,
      engine: undefined,
    },
    ...{ k6: undefined, env: [], export: [], report: [], detach: false, dryRun: false },
  };
  return { ...none, ...change };
}

function refusal(run: () => unknown): NetopsError {
  let caught: unknown;
  assert.throws(run, (thrown) => {
    caught = thrown;
    return thrown instanceof NetopsError && thrown.code === "USAGE";
  });
  return caught as NetopsError;
}

Deno.test("a threshold is a metric and a limit of k6's, also with tags", () => {
  assert.deepEqual(readThreshold("startup_ms:p(95)<800", false), {
    ...{ metric: "startup_ms", limit: "p(95)<800" },
  });
  assert.deepEqual(readThreshold("request_failed{kind:segment}: rate<0.01", false), {
    ...{ metric: "request_failed{kind:segment}", limit: "rate<0.01" },
  });
  assert.equal(readThreshold("my_own_metric count>3", true).metric, "my_own_metric");
});

Deno.test("a threshold that cannot be kept track of is refused with what would be one", () => {
  assert.match(refusal(() => readThreshold("startup_m:p(95)<1", false)).fix ?? "", /startup_ms/);
  assert.match(refusal(() => readThreshold("startup_ms:p95<1", false)).fix ?? "", /p\(95\)<800/);
  assert.match(refusal(() => readThreshold("nothing", false)).message, /METRIC:LIMIT/);
  refusal(() => readThreshold("startup_ms{kind:x}:avg<1", false));
  const none = refusal(() => readThreshold("stalled_ratio:p(95)<1", false));
  assert.match(none.message, /stalled_ratio has no p\(95\): it has rate/);
  refusal(() => readThreshold("starts:avg<5", false));
  assert.match(
    refusal(() => readThreshold("request_failed{zone:x}:rate<1", false)).message,
    /one tag: kind, service, oca/,
  );
  refusal(() => readThreshold("request_ms{kind:a,oca:b}:p(95)<1", false));
  assert.equal(readThreshold("request_ms{oca:c001.fra001.ix}:p(99)<50", false).limit, "p(99)<50");
});

Deno.test("a shape is the preset's, changed by rate, time and ramp", () => {
  const plain = readShape(HOTPATH!, options());
  assert.deepEqual(plain, {
    ...{ kind: "open", durationMs: 60_000 },
    arrivals: { startRate: 10, stages: [{ targetRate: 10, durationMs: 60_000 }] },
  });
  const ramp = readShape(HOTPATH!, options({ rate: "0.5", for: 20_000, ramp: 5_000 }));
  assert.deepEqual(ramp, {
    ...{ kind: "open", durationMs: 20_000 },
    arrivals: {
      startRate: 0,
      stages: [{ targetRate: 0.5, durationMs: 5_000 }, { targetRate: 0.5, durationMs: 15_000 }],
    },
  });
  const closed = readShape(HOTPATH!, options({ vus: 7 }));
  assert.deepEqual(closed, { kind: "closed", vus: 7, durationMs: 60_000 });
});

Deno.test("a shape that makes no sense is refused", () => {
  refusal(() => readShape(HOTPATH!, options({ vus: 7, rate: "3" })));
  refusal(() => readShape(HOTPATH!, options({ for: 1_000, ramp: 2_000 })));
  for (const rate of ["0", "-1", "ten", "1e9", "1.23456", ""]) {
    assert.match(refusal(() => readShape(HOTPATH!, options({ rate }))).message, /--rate/);
  }
});

Deno.test("viewers come from the middle of each network of loopback, and from no other", () => {
  const prefixes = ["127.10.0.0/16", "127.10.0.0/16", "127.0.0.0/8", "10.0.0.0/16", "::1/128"];
  assert.deepEqual(clientRanges(prefixes), [
    { prefix: "127.10.0.0/16", from: "127.10.1.1", to: "127.10.1.200" },
  ]);
});

Deno.test("exports name files and receivers as k6 takes them", () => {
  const words = ["json=out.json", "csv=/x/o.csv", "otlp=http://127.0.0.1:4318"];
  const { exports, env } = readExports(words, "/home/me");
  assert.deepEqual(exports, ["json=/home/me/out.json", "csv=/x/o.csv", "opentelemetry"]);
  assert.equal(env["K6_OTEL_HTTP_EXPORTER_ENDPOINT"], "127.0.0.1:4318");
  assert.equal(env["K6_OTEL_HTTP_EXPORTER_INSECURE"], "true");
  const remote = readExports(["prometheus=http://127.0.0.1:9090/api/v1/write"], "/");
  assert.equal(remote.env["K6_PROMETHEUS_RW_SERVER_URL"], "http://127.0.0.1:9090/api/v1/write");
  for (const word of ["xml=a", "otlp=nowhere", "json=", "prometheus=ftp://x"]) {
    refusal(() => readExports([word], "/"));
  }
});

Deno.test("what runs beside a load is an experiment or a deploy", () => {
  assert.deepEqual(readCompanion("chaos:oca-hang"), { kind: "chaos", name: "oca-hang" });
  assert.deepEqual(readCompanion("deploy:shop"), { kind: "deploy", name: "shop" });
  refusal(() => readCompanion("oca-hang"));
});

Deno.test("a load that nobody follows takes nothing that needs a follower", () => {
  const words = (change: Partial<Options>) => ({ args: {}, rest: [], options: options(change) });
  refuseLoad(words({ detach: true }));
  refusal(() => refuseLoad(words({ detach: true, with: ["chaos:x"] })));
  refusal(() => refuseLoad(words({ detach: true, report: ["html=x"] })));
  refusal(() => refuseLoad(words({ withAfter: 1_000 })));
});

Deno.test("what was asked for beside the shape can be asked for again, but no secret is kept", () => {
  assert.deepEqual(askedWords(options({ rate: "3", seed: 7 })), []);
  const spike = options({ rate: "3", for: 90_000, maxVus: 40 });
  assert.deepEqual(askedWords(spike, { hasOwnShape: true }), [
    ...["--rate", "3", "--for", "90s", "--max-vus", "40"],
  ]);
  const words = askedWords(options({
    ...{ watch: 45_000, withAfter: 1_500, thresholds: ["startup_ms:p(95)<800", "starts:count>1"] },
    env: ["TOKEN=s3cret=x"],
  }));
  assert.deepEqual(words, [
    ...["--watch", "45s", "--with-after", "1500ms"],
    ...["--thresholds", "startup_ms:p(95)<800", "--thresholds", "starts:count>1"],
    ...["--env", "TOKEN=…"],
  ]);
});
