import assert from "node:assert/strict";
import { chooseSources } from "./choose_sources.ts";
import { fakeReport } from "./fake_report.ts";
import { FillEscalation, WAIT_MS } from "./fill_escalation.ts";

const TITLE = { titleId: "a", version: "1" };
const titles = [TITLE];
const ORIGIN = "http://origin";
const asking = fakeReport("me");
const facts = { asking, originUrl: ORIGIN, mayAskOrigin: () => true };

Deno.test("peers of the site come first, then of the region, then others, origin last", () => {
  const peers = [
    fakeReport("far", { titles, region: "us", site: "fra001" }),
    fakeReport("near", { titles, site: "ams001" }),
    fakeReport("beside", { titles }),
    fakeReport("without"),
    fakeReport("older", { titles: [{ ...TITLE, version: "0" }] }),
    fakeReport("me", { titles }),
  ];
  assert.deepEqual(chooseSources(TITLE, { ...facts, peers }), [
    "http://beside/fill",
    "http://near/fill",
    "http://far/fill",
    "http://origin/files",
  ]);
});

Deno.test("who has no turn at origin waits, unless a peer of its region has the title", () => {
  const waiting = { ...facts, mayAskOrigin: () => false };
  assert.deepEqual(chooseSources(TITLE, { ...waiting, peers: [] }), []);
  const peers = [fakeReport("beside", { titles })];
  assert.deepEqual(chooseSources(TITLE, { ...waiting, peers }), [
    "http://beside/fill",
    "http://origin/files",
  ]);
});

Deno.test("without origin there are peers, or nothing to wait for", () => {
  const cut = { ...facts, originUrl: undefined };
  assert.equal(chooseSources(TITLE, { ...cut, peers: [] }), undefined);
  const peers = [fakeReport("far", { titles, region: "us" })];
  assert.deepEqual(chooseSources(TITLE, { ...cut, peers }), ["http://far/fill"]);
});

Deno.test("the less loaded of two peers that are as near is asked first", () => {
  const load = { egressBps: 1, capacityBps: 1e9, sessions: 1, loadRatio: 0.9 };
  const peers = [fakeReport("busy", { titles, load }), fakeReport("calm", { titles })];
  assert.deepEqual(chooseSources(TITLE, { ...facts, peers, originUrl: undefined }), [
    "http://calm/fill",
    "http://busy/fill",
  ]);
});

Deno.test("one OCA of a region goes to origin at once, the others after a moment, other regions too", () => {
  const escalation = new FillEscalation();
  const ask = (oca: string, nowMs: number, region = "eu") =>
    escalation.mayAskOrigin({ oca, region, title: "a/1" }, nowMs);
  assert.equal(ask("o1", 0), true);
  assert.equal(ask("o2", 10), false);
  assert.equal(ask("o1", 20), true);
  assert.equal(ask("o3", 30, "us"), true);
  assert.equal(ask("o2", WAIT_MS - 1), false);
  assert.equal(ask("o2", WAIT_MS), true);
  escalation.sweep(100_000);
  assert.equal(ask("o2", 100_000), true);
  assert.equal(ask("o1", 100_001), false);
});
