import assert from "node:assert/strict";
import { kindsOf } from "../harness/kinds_of.ts";
import { SwitchRig } from "../harness/switch_rig.ts";

const SWITCHES = 200;

Deno.test("two hundred switches beside viewers, WebSockets and 500 requests a second drop none", async () => {
  await using rig = await SwitchRig.open("lite", { apps: ["echo"], perS: 500 });
  const viewers = rig.platform.run(["play", "--viewers", "10", "--for", "20m", "--json"]);
  for (let at = 0; at < SWITCHES; at++) {
    const strategy = at % 2 === 0 ? "redblack" : "rolling";
    const words = strategy === "rolling" ? ["--steps", "30"] : [];
    const { code, document, stderr } = await rig.switch("echo", strategy, words);
    assert.equal(code, 0, `switch ${at}: ${document.reason} ${stderr.slice(-800)}`);
    assert.equal(document.dropped, 0);
    if (at % 20 === 19) assert.equal((await rig.platform.run(["restart", "gateway"])).code, 0);
  }
  const { sent, perS, dropped, opened, ended, cut, longestStallMs } = await rig.count();
  const stallMs = longestStallMs.toFixed(0);
  await rig.platform.run(["down"]);
  const played = await viewers;
  console.log(
    `${SWITCHES} switches: ${sent} requests at ${perS.toFixed(0)}/s, dropped ${dropped.length}; ` +
      `${ended} of ${opened} sessions ended by themselves; the load itself stood still for ${stallMs} ms at most; ${played.stdout}`,
  );
  assert.equal(
    dropped.length,
    0,
    `dropped, with a stall of ours of ${stallMs} ms:\n${kindsOf(dropped)}`,
  );
  assert.equal(cut.length, 0, `cut:\n${kindsOf(cut)}`);
});
