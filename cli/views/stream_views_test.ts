import assert from "node:assert/strict";
import type { OcaBoard, OcaStanding, OfferedOca } from "@netops/core/contracts";
import type { ViewerSnapshot, ViewerStep } from "@netops/core/viewer";
import { createPaint } from "../print/color.ts";
import { textWidth } from "../print/text_width.ts";
import { ocaChangeLine, type OcaWish } from "./oca_change_line.ts";
import { ocaDocument, ocaTable } from "./oca_table.ts";
import { playFrame, playSummary, stepLine, tooHighLine } from "./play_lines.ts";
import { steerDocument, steerLines } from "./steer_lines.ts";

const paint = createPaint(false);
const OCA = {
  ...{ id: "c001.fra001.isp-a", rank: 1, hlsUrl: "", dashUrl: "", site: "fra001", isp: "isp-a" },
  reasons: ["longest prefix 127.0.0.0/16 (16 bits)", "embedded in isp-a"],
};
const SNAPSHOT: ViewerSnapshot = {
  lastLoss: "",
  ...{ state: "playing", positionMs: 12_000, durationMs: 48_000, bufferMs: 6_000 },
  ...{ oca: OCA.id, estimateBps: 9_000_000, stalls: 0, stalledMs: 0, switches: 1 },
  ...{ failovers: 0, bytes: 2_500_000, startupMs: 120 },
  rung: { name: "v1", height: 360, bitrateBps: 600_000 },
};

Deno.test("playFrame() shows what plays, from where and why, how far, and how it went", () => {
  const frame = playFrame({
    ...{ title: "Night Signal", durationMs: 48_000, ocas: [OCA], snapshot: SNAPSHOT, paint },
    targetBufferMs: 6_000,
  });
  assert.deepEqual(frame, [
    "Night Signal  playing",
    "▶ 1 c001.fra001.isp-a  longest prefix 127.0.0.0/16 (16 bits)",
    `${"█".repeat(8)}${"▒".repeat(3)}${"░".repeat(19)}  0:12 of 0:48`,
    `buffer ${"█".repeat(12)} 6.0s   360p 600 kb/s, 9.0 Mb/s measured`,
    "start-up 120ms, 1 switch, 0 stalls, 0 failovers, 3 MB",
  ]);
});

Deno.test("playFrame() stands before anything is known", () => {
  const frame = playFrame({
    ...{ title: "Night Signal", durationMs: 0, ocas: [], paint, targetBufferMs: 6_000 },
    snapshot: {
      ...SNAPSHOT,
      ...{ state: "starting", positionMs: 0, durationMs: 0, bufferMs: 0, startupMs: null },
      ...{ rung: undefined, estimateBps: undefined, oca: undefined },
    },
  });
  assert.match(frame.join("\n"), /starting[^]*0:00 of 0:00[^]*no rung yet[^]*start-up none/);
});

Deno.test("stepLine() says what matters and is silent about segments", () => {
  const step = { tsMs: 1, bufferMs: 5_900, positionMs: 0, oca: "b", rung: "v1" };
  const heights: Record<string, string> = { v0: "144p", v1: "360p" };
  const line = (change: Pick<ViewerStep, "step" | "detail">) =>
    stepLine({ ...step, ...change }, (rung) => heights[rung] ?? rung);
  assert.equal(line({ step: "segment" }), undefined);
  assert.equal(line({ step: "failover", detail: "from a" }), "plays from b (from a)");
  assert.equal(line({ step: "lost", detail: "hang" }), "lost b (hang), 5.9s of buffer left");
  assert.equal(line({ step: "started" }), "started with 360p");
  assert.equal(line({ step: "switch", detail: "from v0" }), "switched to 360p (from 144p)");
});

Deno.test("tooHighLine() speaks only when the lowest rung has more lines than asked for", () => {
  const rung = { name: "v0", height: 144, bitrateBps: 1 };
  assert.equal(tooHighLine(rung, 143)?.includes("144p"), true);
  assert.equal(tooHighLine(rung, 144), undefined);
  assert.equal(tooHighLine(rung, undefined), undefined);
  assert.equal(tooHighLine(undefined, 10), undefined);
});

/** So many offered OCAs that only their names, ranks and loads differ. */
function offered(count: number): OfferedOca[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ ...OCA, id: `c00${at + 1}.fra001.isp-a`, rank: at + 1 },
    reasons: ["longest prefix 127.0.0.0/16 (16 bits)", "embedded in isp-a", `load ${at} %`],
  }));
}

function ocaLinesOf(ocas: readonly OfferedOca[], oca: string | undefined): readonly string[] {
  const lines = playFrame({
    ...{ title: "Night Signal", durationMs: 48_000, ocas, paint, targetBufferMs: 6_000 },
    snapshot: { ...SNAPSHOT, oca },
  });
  return lines.filter((line) => line.includes("isp-a") || line.includes("offered"));
}

Deno.test("playFrame() always has the OCA that serves, however low its rank", () => {
  const ocas = offered(6);
  assert.deepEqual(ocaLinesOf(ocas, ocas[5]!.id), [
    "  1 c001.fra001.isp-a  load 0 %",
    "  2 c002.fra001.isp-a  load 1 %",
    "  3 c003.fra001.isp-a  load 2 %",
    "▶ 6 c006.fra001.isp-a  load 5 %",
    "  … 2 more offered",
  ]);
  assert.match(ocaLinesOf(ocas, ocas[3]!.id)[3] ?? "", /^▶ 4/);
  assert.equal(ocaLinesOf(ocas, undefined).length, 5);
});

Deno.test("playFrame() tells the reason that tells an OCA from its neighbour", () => {
  const prefix = "longest prefix 127.0.0.0/16 (16 bits)";
  const far = "longest prefix 127.0.0.0/8 (8 bits)";
  const reasons = [
    [prefix, "embedded in isp-a", "AS path of 1", "one of 2 that are equally near", "load 0 %"],
    [prefix, "embedded in isp-a", "AS path of 1", "one of 2 that are equally near", "load 0 %"],
    [prefix, "public peering at ix", "AS path of 2", "load 0 %"],
    [far, "transit by isp-b", "AS path of 3", "load 0 %"],
  ];
  const ocas = offered(4).map((oca, at) => ({ ...oca, reasons: reasons[at]! }));
  const told = (shown: readonly OfferedOca[]) =>
    ocaLinesOf(shown, undefined).map((line) => line.split("isp-a  ")[1]);
  assert.deepEqual(told(ocas), [
    ...Array.from({ length: 2 }, () => "one of 2 that are equally near"),
    ...["public peering at ix", far],
  ]);
  assert.deepEqual(told(ocas.slice(1, 3)), ["embedded in isp-a", "public peering at ix"]);
  assert.deepEqual(told(ocas.slice(0, 1)), [prefix]);
});

const DOCUMENT = {
  ...{ schema: "netops.play/v1" as const, title: "Night Signal", titleId: "night-signal" },
  ...{ outcome: "ended" as const, startupMs: 120, playedMs: 48_000, stalls: 1, stalledMs: 800 },
  ...{ offerMs: 60, stalledRatio: 0.02, switches: 2, failovers: 1, oca: OCA.id, ocas: [OCA.id] },
  ...{ bytes: 4_000_000, hitRatio: 0.75, averageBitrateBps: 580_000 },
};

Deno.test("playSummary() says how one session went", () => {
  assert.deepEqual(playSummary(DOCUMENT, paint), [
    "Night Signal: ended after 48.0s played",
    "start-up 120ms, 2 switches, 1 stall (800ms), 1 failover, 4 MB",
    "from c001.fra001.isp-a, 580 kb/s on average, 75 % from the OCA's memory",
  ]);
});

Deno.test("playSummary() says how several went, and why one failed", () => {
  const several = {
    ...{ viewers: 3, ended: 2, stopped: 0, failed: 1, startupP50Ms: 100, startupP95Ms: 300 },
    ...{ stalledViewers: 1, mostStalledMs: 800, byOca: {} },
  };
  const byOca = { a: 1, b: 2, c: 1, d: 1 };
  const document = { ...DOCUMENT, ...several, byOca, outcome: "failed" as const, error: "no OCA" };
  const lines = playSummary(document, paint);
  assert.equal(lines[0], "Night Signal by 3 viewers: failed after 48.0s played in all");
  assert.equal(lines[1], "because no OCA");
  assert.equal(lines[2], "2 ended, 0 stopped, 1 failed; start-up p95 300ms; 1 stalled");
  assert.match(lines[4] ?? "", /^from b \(2\), a \(1\), c \(1\) and 1 more, /);
});

const BOARD: OcaBoard = {
  ocas: [{
    heardAtMs: 9_000,
    wantedState: "DRAINED",
    routes: [],
    report: {
      ...{ oca: "c001.fra001.isp-a", region: "eu", zone: "eu-a", site: "fra001", isp: "isp-a" },
      ...{ url: "http://127.66.1.1:9", sentAtMs: 9_000, state: "SERVING", healthy: true },
      load: { egressBps: 1, capacityBps: 4, sessions: 3, loadRatio: 0.25 },
      ...{ routes: [], titles: [{ titleId: "t1", version: "v1" }] },
      hot: { usedBytes: 3_000_000, budgetBytes: 64_000_000, hits: 1, misses: 1 },
    },
  }],
};

Deno.test("ocaTable() shows state and wanted state, load, titles, hot set and the last report", () => {
  const [, row = ""] = ocaTable(BOARD, { nowMs: 10_000, paint });
  assert.equal(
    row.replace(/ {2,}/g, " | "),
    "c001.fra001.isp-a | fra001 | isp-a | eu-a | SERVING → DRAINED | 25 % | 3 | 1 | " +
      "3 MB of 64 MB | 1.0s ago",
  );
  const { ocas: [oca] } = ocaDocument(BOARD, 10_000) as { ocas: Record<string, unknown>[] };
  assert.equal(oca?.["id"], "c001.fra001.isp-a");
  assert.equal(oca?.["reportAgeMs"], 1_000);
});

/** Four OCAs, one of which is to be drained: what `std` has. */
function boardOf(state: OcaStanding["report"]["state"]): OcaBoard {
  const [standing] = BOARD.ocas;
  const ocas = ["c001.ams001.isp-b", "c001.cdg001.isp-a", "c001.fra001.isp-a", "c001.fra001.ix"];
  return {
    ocas: ocas.map((oca) => ({
      ...standing!,
      report: { ...standing!.report, oca, state },
    })),
  };
}

Deno.test("ocaTable() has the columns that fit, and all of them off a terminal", () => {
  for (const state of ["DRAINED", "DRAINING"] as const) {
    const board = boardOf(state);
    const look = (columns?: number) =>
      ocaTable(board, { nowMs: 10_000, paint, ...(columns === undefined ? {} : { columns }) });
    const whole = look();
    assert.deepEqual(look(112), whole);
    for (let columns = 60; columns <= 140; columns++) {
      for (const line of look(columns)) {
        assert.ok(textWidth(line) <= columns, `${columns}: ${line}`);
      }
    }
    const [head = "", row = ""] = look(80);
    assert.match(head, /^OCA +.*STATE +LOAD +SESSIONS +TITLES +.*REPORT$/);
    assert.match(row, /^c001\.ams001\.isp-b .*25 % +3 +1 .*1\.0s ago$/);
  }
  assert.match(ocaTable(boardOf("DRAINED"), { nowMs: 10_000, paint, columns: 80 })[0]!, /HOT SET/);
});

Deno.test("ocaChangeLine() says what changes, or how the OCA is that was asked before", () => {
  const [standing] = BOARD.ocas;
  const line = (
    wantedState: OcaStanding["wantedState"],
    state: OcaStanding["report"]["state"],
    wish: OcaWish,
  ) => ocaChangeLine({ ...standing!, wantedState, report: { ...standing!.report, state } }, wish);
  const drain = { verb: "drain", dryRun: false } as const;
  const undrain = { verb: "undrain", dryRun: false } as const;
  const oca = "c001.fra001.isp-a";
  assert.equal(
    line("SERVING", "SERVING", drain),
    `${oca} is to be drained: netops oca list shows when`,
  );
  assert.equal(line("SERVING", "SERVING", { ...drain, dryRun: true }), `would drain ${oca}`);
  assert.equal(line("DRAINED", "DRAINED", drain), `${oca} is already drained`);
  assert.equal(
    line("DRAINED", "DRAINING", { ...drain, dryRun: true }),
    `${oca} is already draining`,
  );
  assert.equal(line("DRAINED", "SERVING", drain), `${oca} is already to be drained`);
  assert.match(line("DRAINED", "DRAINED", undrain), /is to serve again: /);
  assert.equal(line("SERVING", "SERVING", undrain), `${oca} serves already`);
  assert.equal(line("SERVING", "DRAINED", undrain), `${oca} is already to serve again`);
});

Deno.test("steerLines() shows each OCA with its reasons, and who was not offered", () => {
  const answer = {
    ranked: [{ ...OCA, oca: OCA.id, url: "http://127.66.1.1:9" }],
    rejected: [{ oca: "b", reason: "DRAINING" as const, detail: "it is to be drained" }],
  };
  const client = { ip: "127.0.0.1", titleId: "t1" };
  assert.deepEqual(steerLines(answer, { ...client, paint }), [
    "client 127.0.0.1, title t1: 1 offered, 1 not",
    "",
    "1  c001.fra001.isp-a  http://127.66.1.1:9",
    "   longest prefix 127.0.0.0/16 (16 bits)",
    "   embedded in isp-a",
    "",
    "NOT OFFERED  REASON    BECAUSE",
    "b            DRAINING  it is to be drained",
  ]);
  const document = steerDocument(answer, client) as Record<string, unknown>;
  assert.equal(document["schema"], "netops.steer/v1");
  assert.deepEqual(document["rejected"], answer.rejected);
});
