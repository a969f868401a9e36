import assert from "node:assert/strict";
import { createHost } from "@netops/core/host";
import { cleanHome } from "./clean.ts";
import { GroupJournal } from "./group_journal.ts";
import { homePaths, openHome } from "./home.ts";

const host = createHost();

/** Runs a test over a home of its own. */
async function withHome(run: (home: string) => Promise<void>): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "netops-clean-" });
  try {
    await run(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("cleanHome() does nothing where nothing is", async () => {
  await withHome(async (home) => {
    const nowhere = `${home}/not/there`;
    assert.deepEqual(await cleanHome(nowhere, host, { graceMs: 100 }), { ended: 0, left: [] });
    assert.deepEqual(await cleanHome(home, host, { graceMs: 100 }), { ended: 0, left: [] });
  });
});

Deno.test("cleanHome() ends the groups of a dead run and removes its run file", async () => {
  await withHome(async (home) => {
    const paths = homePaths(home);
    const runId = crypto.randomUUID();
    const child = new Deno.Command("/bin/sh", {
      args: ["-c", "trap '' TERM; sleep 300 & wait; sleep 300"],
      env: { NETOPS_RUN_ID: runId },
      detached: true,
    }).spawn();
    const startMark = host.processes.startMark(child.pid) ?? "";
    new GroupJournal(paths.journal, runId).added({ pid: child.pid, startMark });
    await Deno.writeTextFile(paths.run, "{}");
    const { ended, left } = await cleanHome(home, host, { graceMs: 100 });
    await child.status;
    assert.ok(ended >= 1);
    assert.deepEqual(left, []);
    assert.deepEqual(host.processes.groupMembers(child.pid), []);
    const names = [...Deno.readDirSync(home)].map((entry) => entry.name);
    assert.deepEqual(names, ["lock"]);
  });
});

Deno.test("cleanHome() refuses a home that a living fleet holds", async () => {
  await withHome(async (home) => {
    const held = openHome(home);
    await assert.rejects(cleanHome(home, host, { graceMs: 100 }), { code: "ALREADY_RUNNING" });
    held.close();
    assert.deepEqual(await cleanHome(home, host, { graceMs: 100 }), { ended: 0, left: [] });
  });
});

Deno.test("cleanHome() waits for the lock of a fleet that it ends", async () => {
  await withHome(async (home) => {
    const held = openHome(home);
    const cancel = host.timer.after(150, () => held.close());
    const fleet = { pid: 0x3fffff, startMark: "gone" };
    const outcome = await cleanHome(home, host, { graceMs: 0, fleet });
    cancel();
    assert.deepEqual(outcome, { ended: 0, left: [] });
  });
});
