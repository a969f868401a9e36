import assert from "node:assert/strict";
import { kindsOf } from "../harness/kinds_of.ts";
import { SwitchRig } from "../harness/switch_rig.ts";
import type { SwitchApp } from "../harness/switch_service.ts";

const APPS: readonly SwitchApp[] = ["echo", "delta"];
const SWITCHES_EACH = 10;

Deno.test("twenty switches under 500 requests a second drop none, and cut no session", async () => {
  await using rig = await SwitchRig.open("none", { apps: APPS, perS: 500 });
  await Promise.all(APPS.map((app) => switchAll(rig, app)));
  const { sent, perS, longestMs, dropped, opened, ended, cut, longestStallMs } = await rig.count();
  const stallMs = longestStallMs.toFixed(0);
  console.log(
    `${APPS.length * SWITCHES_EACH} switches: ${sent} requests at ${perS.toFixed(0)}/s, dropped ` +
      `${dropped.length}, slowest ${
        longestMs.toFixed(0)
      } ms; ${ended} of ${opened} sessions ended ` +
      `by themselves; the load itself stood still for ${stallMs} ms at most`,
  );
  assert.equal(
    dropped.length,
    0,
    `dropped, with a stall of ours of ${stallMs} ms:\n${kindsOf(dropped)}`,
  );
  assert.ok(perS > 480, `only ${perS.toFixed(0)} requests a second`);
  assert.equal(cut.length, 0, `cut:\n${kindsOf(cut)}`);
  assert.ok(ended > 30, `only ${ended} sessions`);
});

async function switchAll(rig: SwitchRig, app: SwitchApp): Promise<void> {
  for (let at = 0; at < SWITCHES_EACH; at++) {
    const strategy = at % 2 === 0 ? "redblack" : "rolling";
    const words = strategy === "rolling" ? ["--steps", "30"] : [];
    const { code, document, stderr } = await rig.switch(app, strategy, words);
    assert.equal(code, 0, `switch ${at} of ${app}: ${document.reason} ${stderr.slice(-800)}`);
    assert.equal(document.verdict, "promoted");
    assert.equal(document.dropped, 0);
    assert.notEqual(document.from, document.to);
  }
}
