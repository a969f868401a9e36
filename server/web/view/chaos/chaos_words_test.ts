import assert from "node:assert/strict";
import type { FaultView } from "@netops/core/contracts";
import { EMPTY_SNAPSHOT, type OpsSnapshot } from "../../ops_snapshot.ts";
import { barWords } from "./chaos_bar.tsx";
import {
  chaosCommand,
  countdownWords,
  doneNotice,
  endsInWords,
  runReason,
  runVerdict,
  targetsWords,
} from "./chaos_words.ts";
import { targetsOf } from "./inject_panel.tsx";

function faultOf(change: Partial<FaultView> = {}): FaultView {
  return {
    ...{ id: "f-1", kind: "latency", state: "active", parameters: {} },
    ...{ startedAtMs: 0, expiresAtMs: 60_000 },
    targets: [{ instance: "a-1", app: "a", serverGroup: "a-v000", zone: "z" }],
    ...change,
  };
}

function snapshotOf(
  faults: readonly FaultView[],
  lever: "armed" | "stopped" = "armed",
  runs: readonly string[] = [],
): OpsSnapshot {
  const chaos = { okAtMs: 1, lever, runs: runs.map((id) => ({ id, startedAtMs: 1 })) };
  return {
    ...EMPTY_SNAPSHOT,
    head: { ...EMPTY_SNAPSHOT.head, chaos },
    faults: Object.fromEntries(faults.map((fault) => [fault.id, fault])),
  };
}

Deno.test("the bar shows while a fault is at work, a run goes on or chaos is stopped, and not else", () => {
  assert.equal(barWords(EMPTY_SNAPSHOT), undefined);
  assert.equal(barWords(snapshotOf([])), undefined);
  assert.deepEqual(barWords(snapshotOf([faultOf()], "armed", ["x-1"])), {
    tone: "warn",
    text: "1 fault at work, 1 experiment running: latency on a-1",
    isStopped: false,
    isBusy: true,
  });
  assert.equal(barWords(snapshotOf([], "armed", ["x-1"]))?.text, "1 experiment running: x-1");
  assert.deepEqual(barWords(snapshotOf([], "stopped")), {
    tone: "off",
    text: "Chaos is stopped: nothing new is taken",
    isStopped: true,
    isBusy: false,
  });
});

Deno.test("what could not be undone is never hidden behind a stop", () => {
  const words = barWords(snapshotOf([faultOf({ state: "undo-failed" })], "stopped"));
  assert.equal(words?.tone, "bad");
  assert.match(words?.text ?? "", /Still 1 fault could not be undone/);
});

Deno.test("a guardian that is silent for long hides nothing: what is not known is said to be", () => {
  const silent = (atMs: number, faults: readonly FaultView[] = []) => {
    const snapshot = snapshotOf(faults);
    const chaos = { okAtMs: 1_000, error: "hangs", lever: "armed" as const, runs: [] };
    return barWords({ ...snapshot, atMs, head: { ...snapshot.head, chaos } });
  };
  assert.equal(silent(6_000), undefined);
  assert.match(silent(6_001)?.text ?? "", /is not known/);
  assert.equal(silent(6_001)?.isBusy, true);
  assert.match(silent(6_001, [faultOf()])?.text ?? "", /at work.*does not answer now/);
});

Deno.test("a countdown is exact to the second, and says when it is not one", () => {
  assert.deepEqual([400, 60_000, 279_001, 7_440_000, -5].map(countdownWords), [
    "1 s",
    "1 min 0 s",
    "4 min 40 s",
    "2 h 4 min",
    "0 s",
  ]);
  assert.equal(endsInWords(faultOf(), 21_000), "39 s");
  assert.equal(endsInWords(faultOf({ state: "undo-failed" }), 0), "tried again every 2 s");
});

Deno.test("few targets are named, many are counted by application", () => {
  assert.equal(targetsWords(faultOf().targets), "a-1 (z)");
  const many = ["a", "b", "c", "d"].map((app) => ({
    ...{ instance: `${app}-1`, app, serverGroup: app, zone: "-" },
  }));
  assert.equal(targetsWords(many), "4 instances of a, b, c …");
});

Deno.test("a run that was cut off is no failure of the platform, and says what became of its faults", () => {
  assert.deepEqual(runVerdict({ state: "cut-off" }), { tone: "warn", word: "cut off" });
  assert.match(runReason({ state: "cut-off" }), /faults were undone/);
  assert.deepEqual(runVerdict({ state: "finished", verdict: "deviated" }).tone, "bad");
  assert.equal(runReason({ state: "finished", reason: "\u001b[31mx" }), "\\x1b[31mx");
});

Deno.test("after Stop all it is said what ended and what did not", () => {
  const stop = { verb: "stop-all" } as const;
  assert.deepEqual(doneNotice(stop, { faults: [], ended: [] }), {
    tone: "ok",
    text: "Chaos is stopped. No fault was at work.",
  });
  const undone = faultOf({ state: "undone" });
  assert.deepEqual(doneNotice(stop, { faults: [undone], ended: ["x-1"] }), {
    tone: "ok",
    text: "Chaos is stopped. 1 fault undone, nothing is left. 1 run told to end.",
  });
  const left = doneNotice(stop, { faults: [undone, faultOf({ state: "undoing" })] });
  assert.equal(left.tone, "bad");
  assert.match(left.text, /1 of 2 faults not undone yet: latency f-1 being undone/);
});

Deno.test("each action has the command that does the same, quoted for a shell", () => {
  const wish = {
    ...{ kind: "latency", target: "my app", durationMs: 1_500, count: 2, percent: 50 },
    ...{ seed: "s", ignoreSlo: true, parameters: { delayMs: 300, methods: ["GET"] } },
  };
  assert.equal(
    chaosCommand({ verb: "plan", wish }),
    `netops chaos inject latency --target 'my app' --count 2 --percent 50 --set delayMs=300 ` +
      `--set 'methods=["GET"]' --for 1.5s --seed s --ignore-slo --dry-run`,
  );
  const run = { verb: "run", name: "zone-lost", variables: ["a=b c"] } as const;
  assert.equal(chaosCommand(run), "netops chaos run zone-lost --var 'a=b c'");
  assert.equal(chaosCommand({ verb: "stop-all" }), "netops chaos stop --all");
});

Deno.test("a kind is aimed only at what it takes, the user's own before netops's", () => {
  const rowOf = (app: string, tier: string) => ({ app, tier });
  const instance = (id: string, app: string, zone: string) => ({ id, app, zone });
  const platform = {
    apps: { kv: rowOf("kv", "ground"), shop: rowOf("shop", "service") },
    instances: {
      k: instance("kv-1", "kv", "-"),
      s: instance("shop-1", "shop", "eu-a"),
    },
  } as unknown as OpsSnapshot;
  assert.deepEqual(targetsOf({ targets: ["app", "instance", "zone"] }, platform), [
    { word: "app", group: "Applications", names: ["shop", "kv"] },
    { word: "instance", group: "Instances", names: ["shop-1", "kv-1"] },
    { word: "zone", group: "Zones", names: ["zone:eu-a"] },
  ]);
  assert.deepEqual(targetsOf({ targets: ["zone"] }, platform).length, 1);
});
