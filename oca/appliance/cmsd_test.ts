import assert from "node:assert/strict";
import { decodeCmsdDynamic, decodeCmsdStatic } from "@svta/cml-cmsd";
import type { TitlePackage } from "@netops/core/contracts";
import { cmsdDynamic, cmsdStatic } from "./cmsd.ts";

const TITLE: TitlePackage = {
  ...{ titleId: "x", version: "1", title: "x", durationMs: 8_000, segmentMs: 2_000 },
  rungs: [{ name: "v0", width: 1, height: 1, bitrateBps: 300_400, codecs: "" }],
  audio: [{ name: "a0", language: "en", bitrateBps: 64_000, codecs: "" }],
  captions: [],
  files: [],
};

Deno.test("cmsdStatic() tells kind, duration and bitrate as a CMSD library reads it", () => {
  const read = (path: string) => decodeCmsdStatic(cmsdStatic(TITLE, path));
  assert.deepEqual(read("v0/1.m4s"), { ot: "v", st: "v", d: 2_000, br: 300 });
  assert.deepEqual(read("a0/1.m4s"), { ot: "a", st: "v", d: 2_000, br: 64 });
  assert.deepEqual(read("v0/init.mp4"), { ot: "i", st: "v" });
  assert.deepEqual(read("master.m3u8"), { ot: "m", sf: "h", st: "v" });
  assert.deepEqual(read("manifest.mpd"), { ot: "m", sf: "d", st: "v" });
  assert.deepEqual(read("captions/en.vtt"), { ot: "c", st: "v" });
});

Deno.test("cmsdDynamic() tells what one more session may expect, and duress above 85 %", () => {
  const load = { oca: "c001.fra001.isp-a", capacityBps: 1_000_000_000, sessions: 3 };
  const read = (egressBps: number) => decodeCmsdDynamic(cmsdDynamic({ ...load, egressBps }))[0];
  const calm = read(0);
  assert.equal(calm?.value, "c001.fra001.isp-a");
  assert.equal(calm?.params.etp, 1_000_000);
  assert.equal(calm?.params.du, undefined);
  assert.equal(read(850_000_000)?.params.du, undefined);
  const full = read(999_000_000);
  assert.equal(full?.params.du, true);
  assert.equal(full?.params.etp, 250_000);
});
