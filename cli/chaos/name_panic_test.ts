import { NetopsError } from "@netops/core";
import assert from "node:assert/strict";
import type { CommandContext } from "../command_context.ts";
import { namePanic, requireFaultRun } from "./name_panic.ts";

Deno.test("where the platform died, the fix is what undoes from outside", () => {
  const home = Deno.makeTempDirSync({ prefix: "netops-dead-" });
  try {
    const run = { schema: "netops.run/v1", pid: 7, startMark: "mark", fleetUrl: "http://x" };
    Deno.writeTextFileSync(`${home}/run.json`, JSON.stringify(run));
    const context = {
      ...{ env: { NETOPS_HOME: home }, cwd: home, globals: {} },
      host: { processes: { startMark: () => undefined } },
    } as unknown as CommandContext;
    assert.throws(
      () => requireFaultRun(context),
      (thrown) =>
        thrown instanceof NetopsError && thrown.code === "NOT_RUNNING" &&
        /^netops chaos panic/.test(thrown.fix ?? ""),
    );
  } finally {
    Deno.removeSync(home, { recursive: true });
  }
});

Deno.test("a guardian that does not answer names panic, a refusal stays as it is", () => {
  const late = new NetopsError("TIMED_OUT", "late");
  for (
    const silent of [
      late,
      new NetopsError("UNREACHABLE", "x", { cause: late }),
      new NetopsError("NO_INSTANCE", "none"),
    ]
  ) {
    const named = namePanic(silent) as NetopsError;
    assert.match(named.fix ?? "", /netops chaos panic/);
    assert.equal(named.code, silent.cause === late ? "TIMED_OUT" : silent.code);
  }
  const refused = new NetopsError("REFUSED", "no", { fix: "other" });
  assert.equal(namePanic(refused), refused);
});
