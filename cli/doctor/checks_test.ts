import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { homeChecks } from "./home_checks.ts";
import { denoCheck, memoryCheck } from "./machine_checks.ts";
import { portChecks } from "./port_checks.ts";
import { programChecks } from "./program_checks.ts";

const host = createHost();

Deno.test("denoCheck() takes 2.9 and newer below 3", () => {
  const levels = ["2.8.9", "2.9.0", "2.12.1", "3.0.0"].map((version) => denoCheck(version).level);
  assert.deepEqual(levels, ["fail", "ok", "ok", "fail"]);
});

Deno.test("memoryCheck() warns below 600 MB", () => {
  assert.deepEqual([6e8, 6e8 - 1].map((bytes) => memoryCheck(bytes).level), ["ok", "warn"]);
});

Deno.test("portChecks() names who holds a port, and knows our own", () => {
  const owner = { pid: 7, command: "nginx" };
  const check = (canListen: boolean, own: number[]) =>
    portChecks(() => canListen, { portOwner: () => owner }, own)[0]!;
  assert.equal(check(true, []).level, "ok");
  assert.equal(check(false, [7]).level, "ok");
  const taken = check(false, []);
  assert.deepEqual([taken.level, taken.fix], ["warn", "netops up --isolated"]);
  assert.match(taken.detail, /pid 7 "nginx"/);
});

Deno.test("programChecks() says what is missing and how to mend it", async () => {
  const checks = await programChecks(host.spawner, { PATH: "/nowhere" });
  assert.deepEqual(checks.map((check) => check.level), ["warn", "warn"]);
  for (const check of checks) assert.match(check.fix ?? "", /^install /);
});

Deno.test("homeChecks() tells leftovers of a crash, with the command that removes them", async () => {
  const home = await Deno.makeTempDir();
  try {
    assert.equal(homeChecks(undefined, host)[0]!.level, "ok");
    assert.equal(homeChecks(home, host)[0]!.level, "ok");
    await Deno.writeTextFile(`${home}/groups.jsonl`, "{}\n");
    const [left] = homeChecks(home, host);
    assert.deepEqual([left!.level, left!.fix], ["warn", "netops down"]);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

Deno.test("homeChecks() warns of a home that is a file or cannot be written, and leaves no probe", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/file`, "");
    const [file] = homeChecks(`${dir}/file`, host);
    assert.deepEqual([file!.level, /not a folder/.test(file!.detail)], ["warn", true]);
    const [proc] = homeChecks("/proc/self", host);
    assert.deepEqual([proc!.level, /cannot be written/.test(proc!.detail)], ["warn", true]);
    assert.equal(homeChecks(dir, host)[0]!.level, "ok");
    assert.equal(homeChecks(`${dir}/none`, host)[0]!.level, "ok");
    assert.deepEqual([...Deno.readDirSync(dir)].map((entry) => entry.name), ["file"]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
