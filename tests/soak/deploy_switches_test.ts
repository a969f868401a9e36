import assert from "node:assert/strict";
import { kindsOf } from "../harness/kinds_of.ts";
import { SwitchRig } from "../harness/switch_rig.ts";

const SWITCHES = 200;
const RESTARTS = 10;

async function switchOnce(rig: SwitchRig, at: number): Promise<void> {
  const strategy = at % 2 === 0 ? "redblack" : "rolling";
  const words = strategy === "rolling" ? ["--steps", "30"] : [];
  const { code, document, stderr } = await rig.switch("echo", strategy, words);
  assert.equal(code, 0, `switch ${at}: ${document.reason} ${stderr.slice(-800)}`);
  assert.equal(document.dropped, 0);
}

Deno.test("two hundred switches and ten restarts of the gateways beside viewers and 500 requests a second drop none", async () => {
  await using rig = await SwitchRig.open("lite", { apps: ["echo"], perS: 500 });
  const viewers = rig.platform.run(["play", "--viewers", "10", "--for", "20m", "--json"]);
  for (let at = 0; at < SWITCHES; at++) await switchOnce(rig, at);
  // A gateway that is replaced ends its WebSockets with 1001 (docs/gateway.md): they count until here.
  await Promise.all(rig.sessions.map((one) => one.end()));
  for (let at = 0; at < RESTARTS; at++) {
    assert.equal((await rig.platform.run(["restart", "gateway"])).code, 0);
    await switchOnce(rig, at);
  }
  const { sent, perS, dropped, opened, ended, cut, longestStallMs } = await rig.count();
  await rig.platform.run(["down"]);
  const { stdout } = await viewers;
  const { stalls, viewers: seen, startupP95Ms, playedMs } = JSON.parse(stdout);
  console.log(
    `${SWITCHES} + ${RESTARTS} switches: ${sent} requests at ${perS.toFixed(0)}/s, ` +
      `dropped ${dropped.length}; ${ended} of ${opened} WebSocket sessions ended by themselves; ` +
      `${seen} viewers played ${(playedMs / 1_000).toFixed(0)} s with ${stalls} stalls, ` +
      `startup p95 ${startupP95Ms} ms; the generator stalled ${
        longestStallMs.toFixed(0)
      } ms at most`,
  );
  assert.equal(kindsOf(dropped), "");
  assert.equal(kindsOf(cut), "");
});
