import assert from "node:assert/strict";
import type { ExecutionView } from "@netops/core/contracts";
import {
  bakeStage,
  BEGAN_AT_MS,
  deployStage,
  detail,
  execution,
  group,
  look,
  lookMetric,
  psInstance,
} from "../deploy/deploy_fixture.ts";
import { createPaint } from "../print/color.ts";
import { stripStyles, textWidth } from "../print/text_width.ts";
import { deployChangeLines } from "./deploy_change_lines.ts";
import { deployFrame, type DeployMoment } from "./deploy_frame.ts";

const paint = createPaint(false);
const nowMs = BEGAN_AT_MS + 41_000;

const INSTANCES = [
  psInstance(),
  psInstance({ id: "hello-v000-2", pid: 8122, port: 20_032, zone: "eu-b" }),
  psInstance({ serverGroup: "hello-v001", pid: 8130, port: 20_033, startedAtMs: nowMs - 30_000 }),
  psInstance({
    ...{ serverGroup: "hello-v001", pid: 8131, port: 20_034, startedAtMs: nowMs - 2_000 },
    ...{ restarts: 1, status: "STARTING", reason: "GET /health" },
  }),
];

function frame(change: Partial<DeployMoment>, options = {}): readonly string[] {
  const moment = { view: execution(), instances: INSTANCES, ...change };
  return deployFrame(moment, { paint, plain: false, nowMs, columns: 80, rows: 30, ...options });
}

const failing = look({
  ...{ look: 2, verdict: "fail", score: 0, rule: "errors is critical and High" },
  metrics: [
    lookMetric({ name: "latency", critical: false, estimate: 3.1, ci: [-0.4, 6.8] }),
    lookMetric({ classification: "High", estimate: 0.2, ci: [0.17, null] }),
  ],
});

function withDetail(change: Parameters<typeof detail>[0], stage = {}): ExecutionView {
  return execution({ stages: [bakeStage(), deployStage({ deploy: detail(change), ...stage })] });
}

Deno.test("a frame says what, how far, who gets which share, what the judge says, what it waits for", () => {
  const lines = frame({ requestsPerS: 412.3, leftMs: 61_000 });
  assert.deepEqual(lines, [
    "hello  v000 → v001  canary  ◐ RUNNING  step 8/13  41.0s, ~1m01s left",
    "traffic   hello-v000 75.2 % (want 75 %)  hello-v001 24.8 % (want 25 %)",
    "requests  412/s  3,913  ok 100 %  dropped 0  probes 210 sent, 0 lost",
    "judge     look 1  ✓ pass  score 100",
    "          errors Pass +0.002 (-0.001 to 0.004)",
    "now       deploy, at most 19.0s: look 2 at 25 %",
    "",
    "NAME                      KIND     STATUS         AGE  INFO",
    "d-1a2b3c4d                deploy   ◐ RUNNING    41.0s  by ada",
    "├─ bake                   bake     ✓ SUCCEEDED   1.0s  artifact 33333333aaaa, v…",
    "└─ deploy                 deploy   ◐ RUNNING    40.0s",
    "   ├─ hello-v000          group    ● 2/2 up     4m41s  75.2 % old 11111111",
    "   │  ├─ :20031 pid 8121  process  ● UP         4m41s  eu-a",
    "   │  └─ :20032 pid 8122  process  ● UP         4m41s  eu-b",
    "   ├─ hello-v001          group    ● 2/2 up     30.0s  24.8 % new 11111111",
    "   │  ├─ :20033 pid 8130  process  ● UP         30.0s  eu-a",
    "   │  └─ :20034 pid 8131  process  ◐ STARTING    2.0s  eu-a, 1 restart, GET /he…",
    "   └─ look 1              judge    ✓ pass       22.0s  score 100, errors Pass +…",
  ]);
});

Deno.test("what is bad comes first and is never rounded away", () => {
  const lines = frame({ view: withDetail({ looks: [look(), failing], failedByRelease: 1 }) });
  const text = lines.join("\n");
  assert.match(text, /ok 99\.97 % {2}dropped 0 {2}failed by the new 1/);
  assert.match(text, /look 2 {2}× fail {2}score 0\n/);
  assert.match(text, /errors High critical \+0\.2 \(0\.17 to \?\) {2}latency Pass \+3\.1/);
  assert.match(text, /\n {10}errors is critical and High\n/);
  const short = look({ verdict: "inconclusive", score: null, needMs: 90_000, metrics: [] });
  assert.match(
    frame({ view: withDetail({ looks: [short] }) }).join("\n"),
    /\? inconclusive {2}no score {2}needs 1m30s/,
  );
});

Deno.test("a look that was skipped by hand is no pass, in the frame and in the lines", () => {
  const skipped = look({ isSkipped: true, score: null, rule: "promoted by hand", metrics: [] });
  const text = frame({ view: withDetail({ looks: [skipped] }) }).join("\n");
  assert.match(text, /^judge {5}look 1 {2}– skipped by hand$/m);
  assert.match(text, /look 1 +judge +– skipped by hand/);
  assert.doesNotMatch(text, /✓ pass|no score/);
  const lines = deployChangeLines(undefined, withDetail({ looks: [skipped] }), {
    ...{ paint, plain: true, nowMs },
  });
  assert.ok(lines.some((line) => line.endsWith("deploy: look 1 skipped by hand")), lines.join());
});

Deno.test("a deploy that goes back, is aborted or paused says so instead of its step", () => {
  const head = (view: ExecutionView) => frame({ view })[0] ?? "";
  assert.match(head(withDetail({ isRollingBack: true })), /ROLLING BACK {2}41\.0s$/);
  assert.match(head(execution({ isCancelAsked: true })), /ABORTING/);
  assert.match(head(execution({ isPauseAsked: true })), /‖ PAUSED/);
  const paused = execution({ isPauseAsked: true, pausedBy: "eve" });
  const text = frame({ view: paused, leftMs: 9_000 }).join("\n");
  assert.match(text, /^now {7}paused by eve: nothing moves or is judged, /m);
  assert.match(text.replaceAll(/\s+/g, " "), /go on: netops deploy resume hello /);
  assert.doesNotMatch(text, /at most|left$/m, "what counts down looks as if it went on");
  const lines = frame({ view: withDetail({ isRollingBack: true }) });
  assert.ok(lines.some((line) => line === "back      deploy, at most 19.0s: look 2 at 25 %"));
});

Deno.test("a queued deploy, and one without traffic yet, are shown as far as there is something", () => {
  const queued = execution({
    status: "NOT_STARTED",
    reason: "d-1 of hello goes first",
    stages: [],
  });
  const { from: _from, to: _to, ...unknown } = queued;
  assert.deepEqual(frame({ view: unknown, instances: [] }).slice(0, 2), [
    "hello  deploy  ○ NOT_STARTED  41.0s",
    "now       d-1 of hello goes first",
  ]);
});

Deno.test("before the first move who serves is shown, and no count of requests, as nobody counted any", () => {
  const early = {
    groups: [group({ wantPercent: 100 }), group({ name: "hello-v001", role: "fresh", up: 0 })],
    ...{ step: "ready", requests: 0, probesSent: 0, looks: [] },
  };
  const text = frame({ requestsPerS: 0, view: withDetail(early) }).join("\n");
  assert.doesNotMatch(text, /^requests/m);
  const moved = frame({ requestsPerS: 0, view: withDetail({ ...early, epoch: 4 }) }).join("\n");
  assert.match(moved, /^requests {2}0\/s {2}0 /m, "after a move a 0 is what it is");
});

Deno.test("in a narrow terminal the line of what it waits for keeps which look it is", () => {
  const reason = "look 3 (share 1 of 2): hello-v001 is compared with hello-baseline-v000";
  const now = frame({ view: withDetail({}, { reason }) }, { columns: 60 })
    .find((line) => line.startsWith("now"));
  assert.match(now ?? "", /^now {7}deploy, at most 19\.0s: look 3 \(share 1 of 2\): /);
});

Deno.test("probes of netops are no requests of users", () => {
  const text = frame({ view: withDetail({ requests: 91, probesSent: 91 }) }).join("\n");
  assert.match(text, /^requests {2}0 {2}dropped 0 {2}probes 91 sent, 0 lost$/m);
});

Deno.test("a frame fits the terminal, however narrow and low, and ends with its footer", () => {
  const long = "a-service-with-a-very-long-name-v000";
  const view = withDetail({
    groups: [
      group({ name: long }),
      group({ name: `${long}1`, role: "fresh" }),
      group({ name: `${long}2`, role: "baseline" }),
    ],
    looks: Array.from({ length: 12 }, (_, at) => look({ look: at + 1 })),
  }, { reason: "waits for something that takes many words to say ".repeat(4) });
  const instances = Array.from(
    { length: 30 },
    (_, at) => psInstance({ serverGroup: long, port: at }),
  );
  for (const [columns, rows] of [[80, 30], [40, 24], [20, 16], [200, 60]] as const) {
    for (const plain of [false, true]) {
      const footer = ["keys  p promote"];
      const options = { columns, rows, plain, footer, paint: createPaint(true) };
      const lines = frame({ view, instances }, options);
      assert.ok(lines.length <= rows - 1 || rows < 20, `${lines.length} lines of ${rows}`);
      for (const line of lines) assert.ok(textWidth(line) <= columns, line);
      assert.equal(stripStyles(lines.at(-1) ?? ""), "keys  p promote");
    }
  }
});

Deno.test("where there is little room, what is ill stays and what goes well is counted", () => {
  const lines = frame({}, { rows: 16 });
  const text = lines.join("\n");
  assert.match(text, /:20034 pid 8131 .*STARTING/);
  assert.doesNotMatch(text, /pid 8122/);
  assert.match(text, /… \d more \(netops deploy status d-1a2b3c4d --json\)/);
  assert.ok(lines.length <= 15);
});

Deno.test("plain frames have words only, and strangers cannot write to the terminal", () => {
  const view = execution({ reason: "\x1b[2J", by: "ada\x1b[31m\u202e", app: "hello" });
  const text = frame({ view }, { plain: true }).join("\n");
  assert.match(text, /^[\x20-\x7e\n…]*$/);
  assert.match(text, /v000 -> v001/);
  assert.doesNotMatch(text, /[├└●]/);
});
