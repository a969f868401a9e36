import assert from "node:assert/strict";
import { linuxProcesses as processes } from "./linux_processes.ts";
import { sendSignal } from "./send_signal.ts";

const ignore = Deno.build.os !== "linux";

/** Runs `sleep` in a group of its own with a mark in its environment, and ends it. */
async function withSleeper(
  run: (pid: number, mark: string) => void | Promise<void>,
): Promise<void> {
  const mark = crypto.randomUUID();
  const child = new Deno.Command("/bin/sh", {
    args: ["-c", "sleep 300 & echo ready; wait"],
    env: { TEST_MARK: mark },
    detached: true,
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  try {
    await reader.read();
    await run(child.pid, mark);
  } finally {
    processes.signalGroup(child.pid, "SIGKILL");
    await child.status;
    await reader.cancel();
  }
}

Deno.test(
  { name: "startMark() tells this process, and nothing of one that is gone", ignore },
  () => {
    assert.match(processes.startMark(Deno.pid) ?? "", /^\d+$/);
    assert.equal(processes.startMark(Deno.pid), processes.startMark(Deno.pid));
    assert.equal(processes.startMark(4_194_305), undefined);
  },
);

Deno.test({ name: "a group, its environment and its family are found", ignore }, async () => {
  await withSleeper((pid, mark) => {
    const members = processes.groupMembers(pid);
    assert.equal(members.length, 2);
    assert.ok(members.includes(pid));
    assert.deepEqual(processes.withEnvironment("TEST_MARK", mark).sort(), [...members].sort());
    assert.deepEqual(processes.withEnvironment("TEST_MARK", mark.slice(1)), []);
    assert.deepEqual(processes.family([pid]).sort(), [...members].sort());
    assert.ok(processes.pssBytes(members) > 0);
  });
});

Deno.test(
  { name: "signalGroup() ends all members, and then says that none is left", ignore },
  async () => {
    await withSleeper(async (pid) => {
      const [child] = processes.groupMembers(pid).filter((member) => member !== pid);
      assert.equal(processes.signalGroup(pid, "SIGKILL"), true);
      while (processes.groupMembers(pid).length > 0) {
        await new Promise((done) => setTimeout(done, 5));
      }
      assert.equal(processes.startMark(child ?? 0), undefined);
      assert.equal(processes.signal(child ?? 0, "SIGTERM"), false);
    });
  },
);

Deno.test(
  { name: "isStopped() sees what a signal stopped, and nothing gone", ignore },
  async () => {
    await withSleeper(async (pid) => {
      const until = async (state: boolean) => {
        while (processes.isStopped(pid) !== state) await new Promise((done) => setTimeout(done, 2));
      };
      assert.equal(processes.isStopped(pid), false);
      processes.signalGroup(pid, "SIGSTOP");
      await until(true);
      processes.signalGroup(pid, "SIGCONT");
      await until(false);
    });
    assert.equal(processes.isStopped(4_194_305), undefined);
  },
);

Deno.test({ name: "portOwner() names who listens, and nobody on a closed port", ignore }, () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const owner = processes.portOwner(port);
  listener.close();
  assert.equal(owner?.pid, Deno.pid);
  assert.match(owner?.command ?? "", /deno/);
  assert.equal(processes.portOwner(port), undefined);
});

Deno.test("sendSignal() never signals our own group, init or everybody", () => {
  for (const target of [0, -0, 1, -1, NaN, -NaN, Infinity, 1.5]) {
    assert.equal(sendSignal(target, "SIGCONT"), false, String(target));
  }
});
