import assert from "node:assert/strict";
import { judgeResidue, listResidue, TEST_MARK } from "./residue.ts";

Deno.test("judgeResidue() names a process and a file that a test left, and passes when they are gone", async () => {
  const mark = crypto.randomUUID();
  const before = listResidue(mark);
  const dir = await Deno.makeTempDir({ prefix: "netops-residue-" });
  const child = new Deno.Command("sleep", { args: ["30"], env: { [TEST_MARK]: mark } }).spawn();
  try {
    let result = judgeResidue(before, mark);
    // A child is itself only when it has become its program.
    while (!result.output.includes("sleep 30")) result = judgeResidue(before, mark);
    assert.equal(result.isOk, false);
    assert.match(result.output, new RegExp(`process ${child.pid}: .*sleep 30`));
    assert.ok(result.output.includes(dir));
  } finally {
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(dir);
  }
  const own = [...listResidue(mark)].filter((line) =>
    line.includes(dir) || line.includes(`process ${child.pid}:`)
  );
  assert.deepEqual(own, []);
});
