import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { loadKnobs } from "./load_knobs.ts";

async function load(text: string, name = "knobs.yaml") {
  const cwd = await Deno.makeTempDir({ prefix: "netops-knobs-" });
  try {
    await Deno.writeTextFile(`${cwd}/${name}`, text);
    return loadKnobs({ file: name, kind: "chaos", cwd });
  } finally {
    await Deno.remove(cwd, { recursive: true });
  }
}

async function messageOf(text: string, name?: string): Promise<string> {
  try {
    await load(text, name);
  } catch (thrown) {
    assert.ok(thrown instanceof NetopsError);
    assert.equal(thrown.code, "CONFIG_INVALID");
    return thrown.message;
  }
  throw new Error("it was taken");
}

Deno.test("loadKnobs() reads YAML and JSON, and without a file the defaults", async () => {
  const yaml = await load("leashed: false\ncalendar:\n  closedDays: { 2026-12-24: freeze }\n");
  assert.ok(yaml.kind === "chaos" && !yaml.leashed);
  assert.deepEqual(yaml.calendar.closedDays, { "2026-12-24": "freeze" });
  assert.equal((await load('{"leashed": false}', "knobs.json")).leashed, false);
  assert.equal((await load("")).leashed, true);
  assert.equal(loadKnobs({ file: undefined, kind: "doctor", cwd: "/" }).kind, "doctor");
});

Deno.test("loadKnobs() names each problem by file:line:column with what could be meant", async () => {
  const message = await messageOf("leashd: true\ncalendar:\n  openHour: 25\n");
  assert.match(message, /^Cannot use knobs\.yaml as it has 2 errors/);
  assert.match(message, /knobs\.yaml:1:1: Unknown key "leashd"[^]*did you mean "leashed"\?/);
  assert.match(
    message,
    /knobs\.yaml:3:13: calendar\.openHour must be a whole number from 0 to 23, not 25/,
  );
  assert.match(await messageOf("a: [1\n"), /knobs\.yaml:\d+:\d+/);
  assert.match(await messageOf('{"strategies": {"BurnCPU": true}}', "k.json"), /k\.json:1:17/);
});

Deno.test("loadKnobs() says that a file is not there", () => {
  assert.throws(() => loadKnobs({ file: "none.yaml", kind: "chaos", cwd: "/" }), {
    ...{ code: "CONFIG_INVALID", message: /none\.yaml as there is no such file/ },
  });
});
