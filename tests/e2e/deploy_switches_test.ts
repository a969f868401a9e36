import assert from "node:assert/strict";
import { SwitchRig } from "../harness/switch_rig.ts";

const STRATEGIES = ["redblack", "rolling"] as const;
const SWITCHES = 20;

Deno.test("twenty switches under 500 requests a second drop none, and cut no session", async () => {
  await using rig = await SwitchRig.open("none", { perS: 500 });
  for (let at = 0; at < SWITCHES; at++) {
    const words = STRATEGIES[at % 2] === "rolling" ? ["--steps", "30"] : [];
    const { code, document, stderr } = await rig.switch(STRATEGIES[at % 2]!, words);
    assert.equal(code, 0, `switch ${at}: ${document.reason} ${stderr.slice(-800)}`);
    assert.equal(document.verdict, "promoted");
    assert.equal(document.dropped, 0);
    assert.notEqual(document.from, document.to);
  }
  const [load, sessions] = await Promise.all([rig.load.end(), rig.sessions.end()]);
  console.log(
    `${SWITCHES} switches: ${load.sent} requests at ${load.perS.toFixed(0)}/s, dropped ` +
      `${load.dropped.length}, slowest ${load.longestMs.toFixed(0)} ms; ${sessions.ended} of ` +
      `${sessions.opened} sessions ended by themselves`,
  );
  assert.deepEqual(load.dropped.slice(0, 5), []);
  assert.ok(load.perS > 480, `only ${load.perS.toFixed(0)} requests a second`);
  assert.ok(Object.keys(load.byVersion).length === 2);
  assert.deepEqual(sessions.cut.slice(0, 5), []);
  assert.ok(sessions.ended > 50, `only ${sessions.ended} sessions`);
});
