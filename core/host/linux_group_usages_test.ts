import assert from "node:assert/strict";
import { LinuxGroupUsages } from "./linux_group_usages.ts";
import { sendSignal } from "./send_signal.ts";

const ignore = Deno.build.os !== "linux";

/** Runs a script of the shell as a group of its own, and says what it prints line by line. */
async function withGroup(
  script: string,
  run: (pid: number, line: () => Promise<string>) => Promise<void>,
): Promise<void> {
  const child = new Deno.Command("/bin/sh", {
    ...{ args: ["-c", script], detached: true, stdin: "null", stdout: "piped" },
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const line = async () => {
    while (!text.includes("\n")) text += (await reader.read()).value ?? "\n";
    const [first = "", ...more] = text.split("\n");
    text = more.join("\n");
    return first;
  };
  try {
    await run(child.pid, line);
  } finally {
    sendSignal(-child.pid, "SIGKILL");
    await child.status;
    await reader.cancel();
  }
}

/** Some tenths of a second on a processor. */
const WORK = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done";

Deno.test(
  { name: "LinuxGroupUsages sums up a group and leaves out what is not asked for", ignore },
  async () => {
    const usages = new LinuxGroupUsages();
    await withGroup(`sh -c '${WORK}; echo done; sleep 60' & wait`, async (pid, line) => {
      const begun = usages.read(new Set([pid])).get(pid);
      assert.ok(begun !== undefined && begun.residentBytes > 100_000, "the leader at least");
      await line();
      const both = usages.read(new Set([pid])).get(pid);
      assert.ok(both !== undefined && both.cpuS >= 0.05, `${both?.cpuS} s of a child`);
      assert.ok(both.residentBytes > begun.residentBytes);
      assert.deepEqual([...usages.read(new Set([pid, 4_194_305])).keys()], [pid]);
      assert.equal(usages.read(new Set()).size, 0);
    });
    await withGroup("echo up; sleep 60", async (pid, line) => {
      await line();
      assert.deepEqual([...usages.read(new Set([pid])).keys()], [pid], "a new group is found");
    });
  },
);

Deno.test(
  { name: "LinuxGroupUsages keeps the time of a child that was waited for", ignore },
  async () => {
    const usages = new LinuxGroupUsages();
    const script = `sh -c '${WORK}; echo worked; sleep 0.2'; echo waited; sleep 60`;
    await withGroup(script, async (pid, line) => {
      await line();
      const before = usages.read(new Set([pid])).get(pid)?.cpuS ?? 0;
      await line();
      const after = usages.read(new Set([pid])).get(pid)?.cpuS ?? 0;
      assert.ok(before >= 0.05 && after >= before, `${before} s, then ${after} s`);
      assert.ok(after < before + 0.1, "and counts it once");
    });
  },
);

Deno.test({ name: "LinuxGroupUsages knows this process as the system does", ignore }, async () => {
  const { stdout } = await new Deno.Command("ps", {
    args: ["-o", "pgid=", "-p", String(Deno.pid)],
  }).output();
  const group = Number(new TextDecoder().decode(stdout));
  const usage = new LinuxGroupUsages().read(new Set([group])).get(group);
  const { rss } = Deno.memoryUsage();
  assert.ok(usage !== undefined && usage.residentBytes >= rss * 0.9, `${usage?.residentBytes}`);
});
