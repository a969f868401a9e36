import assert from "node:assert/strict";
import { spawnDaemon } from "./daemon.ts";
import { createHost } from "./host.ts";

const { processes } = createHost();

Deno.test("spawnDaemon() gives the program its own group, a pipe, and a private log file", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const logFile = `${dir}/out.log`;
    const daemon = spawnDaemon({
      command: ["/bin/sh", "-c", 'read line; echo "got $line in $PLACE"; echo oops >&2; exit 3'],
      dir,
      env: { PLACE: "here" },
      logFile,
    }, processes);
    assert.deepEqual(processes.groupMembers(daemon.pid), [daemon.pid]);
    assert.notEqual(daemon.startMark, "");
    await daemon.write("hello\n");
    assert.equal((await daemon.exited).code, 3);
    assert.equal(await Deno.readTextFile(logFile), "got hello in here\noops\n");
    assert.equal((await Deno.stat(logFile)).mode! & 0o777, 0o600);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("release() closes stdin, which the program sees as the end", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const logFile = `${dir}/out.log`;
    const command = ["/bin/sh", "-c", "cat; echo ended"] as const;
    const daemon = spawnDaemon({ command: [...command], dir, env: {}, logFile }, processes);
    await daemon.release();
    await daemon.exited;
    assert.equal(await Deno.readTextFile(logFile), "ended\n");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("spawnDaemon() says HOME_NOT_WRITABLE when the log file cannot be made", () => {
  const request = {
    command: ["true"],
    dir: "/",
    env: {},
    logFile: "/no/such/folder/x.log",
  } as const;
  assert.throws(() => spawnDaemon({ ...request, command: ["true"] }, processes), {
    code: "HOME_NOT_WRITABLE",
  });
});
