import assert from "node:assert/strict";
import type { PlayAnswer } from "@netops/core/contracts";
import type { Viewer, ViewerSnapshot, ViewerStep } from "@netops/core/viewer";
import { FakeTimer } from "@netops/core/testing";
import type { CommandContext } from "../command_context.ts";
import { Printer } from "../print/printer.ts";
import { openPlayShow } from "./open_play_show.ts";

const PLAYING: ViewerSnapshot = {
  lastLoss: "",
  ...{ state: "playing", positionMs: 12_000, durationMs: 48_000, bufferMs: 6_000 },
  ...{ oca: "c001.fra001.isp-a", estimateBps: 9_000_000, stalls: 0, stalledMs: 0, switches: 0 },
  ...{ failovers: 0, bytes: 1_000_000, startupMs: 120 },
  rung: { name: "v1", height: 360, bitrateBps: 600_000 },
};
const ANSWER = {
  ...{ title: "Night Signal", durationMs: 48_000, player: { bufferMs: 6_000 } },
  ocas: [{ id: "c001.fra001.isp-a", rank: 1, reasons: ["embedded in isp-a"] }],
} as unknown as PlayAnswer;

interface Look {
  readonly viewers: number;
  readonly isTerminal?: boolean;
  readonly jsonl?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly maxHeight?: number;
}

function open(look: Look) {
  const written = { out: "", err: "" };
  const terminal = (name: "out" | "err") => ({
    isTerminal: look.isTerminal ?? false,
    size: () => ({ columns: 80, rows: 24 }),
    write: (text: string) => (written[name] += text).length > 0,
  });
  const { json = false, jsonl = false, quiet = false } = look;
  const print = new Printer(
    { ...{ json, jsonl, quiet, verbose: false, plain: false }, color: "never" },
    { out: terminal("out"), err: terminal("err"), env: look.env ?? {} },
  );
  const timer = new FakeTimer();
  const context = {
    ...{ print, globals: { json, jsonl }, host: { clock: timer.clock, timer } },
  } as unknown as CommandContext;
  const show = openPlayShow(context, {
    ...{ title: "Night Signal", viewers: look.viewers, accounts: Math.ceil(look.viewers / 4) },
    maxHeight: look.maxHeight,
  });
  return { written, timer, show };
}

function viewer(change: Partial<ViewerSnapshot> = {}): Viewer {
  return { snapshot: () => ({ ...PLAYING, ...change }) } as unknown as Viewer;
}

function step(name: ViewerStep["step"], change: Partial<ViewerStep> = {}): ViewerStep {
  return { tsMs: 1, step: name, bufferMs: 0, positionMs: 0, rung: "v1", ...change };
}

Deno.test("several viewers on a terminal are one frame, drawn four times a second until the end", async () => {
  const { written, timer, show } = open({ viewers: 5, isTerminal: true });
  assert.match(written.out, /Night Signal by 5 viewers[^]*0 of 2 accounts signed up/);
  for (let account = 0; account < 2; account++) show.signedUp();
  let positionMs = 0;
  for (let number = 1; number <= 3; number++) {
    const follows = { snapshot: () => ({ ...PLAYING, bytes: positionMs++ * 1_000_000 }) };
    show.follow(number, follows as unknown as Viewer, ANSWER);
  }
  show.step(3, step("ended"));
  const frames = () => written.out.split("\x1b[?2026h").length - 1;
  const before = frames();
  await timer.advance(1_000);
  assert.equal(frames() - before, 4);
  assert.match(
    written.out,
    /3 of 5 started\n2 playing, 0 stalled, 1 ended, 0 failed, 2 starting\n/,
  );
  show.close();
  assert.equal(timer.pendingCount, 0);
  assert.ok(written.out.endsWith("A\r\x1b[J\x1b[?2026l\x1b[?25h"), "it goes at the end");
  assert.equal(written.err, "");
});

Deno.test("several viewers show nothing in a pipe, in CI, as JSON and when quiet", async () => {
  const looks = [
    {},
    { isTerminal: true, env: { CI: "true" } },
    { isTerminal: true, json: true },
    { isTerminal: true, quiet: true },
  ];
  for (const look of looks) {
    const { written, timer, show } = open({ viewers: 2, ...look });
    show.signedUp();
    show.follow(1, viewer(), ANSWER);
    show.step(1, step("started"));
    await timer.advance(1_000);
    show.close();
    assert.deepEqual([written, timer.pendingCount], [{ out: "", err: "" }, 0]);
  }
});

Deno.test("--jsonl tells each step of each viewer, who is numbered from 1", () => {
  for (const viewers of [1, 2]) {
    const { written, show } = open({ viewers, jsonl: true, isTerminal: true });
    for (let number = 1; number <= viewers; number++) {
      show.follow(number, viewer(), ANSWER);
      show.step(number, step("segment", { oca: "a" }));
    }
    show.close();
    const lines = written.out.trim().split("\n").map((line) => JSON.parse(line));
    assert.deepEqual(
      lines,
      Array.from({ length: viewers }, (_, at) => ({
        viewer: at + 1,
        ...step("segment", { oca: "a" }),
      })),
    );
  }
});

Deno.test("people read the height of a rung and never its name", async () => {
  const piped = open({ viewers: 1 });
  const snapshot = { ...PLAYING };
  piped.show.follow(1, { snapshot: () => snapshot } as unknown as Viewer, ANSWER);
  piped.show.step(1, step("started"));
  snapshot.rung = { name: "v3", height: 720, bitrateBps: 2_000_000 };
  piped.show.step(1, step("switch", { rung: "v3", detail: "from v1" }));
  assert.equal(piped.written.err, "started with 360p\nswitched to 720p (from 360p)\n");
  const drawn = open({ viewers: 1, isTerminal: true });
  drawn.show.follow(1, viewer(), ANSWER);
  await drawn.timer.advance(1_000);
  drawn.show.close();
  assert.match(drawn.written.out, / 360p 600 kb\/s,/);
  assert.doesNotMatch(drawn.written.out, /v1/);
  assert.equal(drawn.timer.pendingCount, 0);
});

Deno.test("that no rung is low enough is said once, on stderr or above what is drawn", () => {
  const note = "no rung has at most 10 lines: the lowest one plays, 360p\n";
  for (const viewers of [1, 3]) {
    for (const isTerminal of [false, true]) {
      const { written, show } = open({ viewers, isTerminal, maxHeight: 10 });
      for (let number = 1; number <= viewers; number++) {
        show.follow(number, viewer(), ANSWER);
        show.step(number, step("segment"));
        show.step(number, step("segment"));
      }
      show.close();
      const text = isTerminal ? written.out : written.err;
      assert.equal(text.split(note).length, 2, `${viewers} ${isTerminal}: ${text}`);
    }
    const low = open({ viewers, maxHeight: 360 });
    low.show.follow(1, viewer(), ANSWER);
    low.show.step(1, step("segment"));
    assert.equal(low.written.err, "");
  }
});

Deno.test("a new offer changes which OCAs are shown", async () => {
  const { written, timer, show } = open({ viewers: 1, isTerminal: true });
  show.follow(1, viewer(), ANSWER);
  const ocas = [{ ...ANSWER.ocas[0]!, id: "c002.fra001.isp-a" }];
  show.follow(1, viewer({ oca: "c002.fra001.isp-a" }), { ...ANSWER, ocas });
  await timer.advance(1_000);
  show.close();
  assert.match(written.out, /▶ 1 c002\.fra001\.isp-a/);
  assert.equal(timer.pendingCount, 0);
});
