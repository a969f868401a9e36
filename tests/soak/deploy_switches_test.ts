import assert from "node:assert/strict";
import { SwitchRig } from "../harness/switch_rig.ts";

const SWITCHES = 200;

Deno.test("two hundred switches beside viewers, WebSockets and 500 requests a second drop none", async () => {
  await using rig = await SwitchRig.open("lite", { perS: 500 });
  const viewers = rig.platform.run(["play", "--viewers", "10", "--for", "20m", "--json"]);
  for (let at = 0; at < SWITCHES; at++) {
    const strategy = at % 2 === 0 ? "redblack" : "rolling";
    const words = strategy === "rolling" ? ["--steps", "30"] : [];
    const { code, document, stderr } = await rig.switch(strategy, words);
    assert.equal(code, 0, `switch ${at}: ${document.reason} ${stderr.slice(-800)}`);
    assert.equal(document.dropped, 0);
    if (at % 20 === 19) assert.equal((await rig.platform.run(["restart", "gateway"])).code, 0);
  }
  const [load, sessions] = await Promise.all([rig.load.end(), rig.sessions.end()]);
  await rig.platform.run(["down"]);
  const played = await viewers;
  console.log(
    `${SWITCHES} switches: ${load.sent} requests at ${load.perS.toFixed(0)}/s, dropped ` +
      `${load.dropped.length}; ${sessions.ended} of ${sessions.opened} sessions; ${played.stdout}`,
  );
  assert.deepEqual(load.dropped.slice(0, 5), []);
  assert.deepEqual(sessions.cut.slice(0, 5), []);
});
