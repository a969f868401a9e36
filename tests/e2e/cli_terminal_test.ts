import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform, until } from "../harness/platform.ts";
import { openPty } from "./cli_pty.ts";

const HIDE = "\x1b[?25l";
const SHOW = "\x1b[?25h";

/** Fails when the cursor stays hidden or a style stays on at the end. */
function assertTerminalAsFound(output: string): void {
  assert.ok(output.lastIndexOf(SHOW) >= output.lastIndexOf(HIDE), "the cursor is hidden");
  assert.ok(
    output.lastIndexOf("\x1b[?2026l") >= output.lastIndexOf("\x1b[?2026h"),
    "an open frame",
  );
  // deno-lint-ignore no-control-regex
  const last = output.match(/\x1b\[[0-9;]*m/g)?.at(-1);
  assert.ok(last === undefined || last === "\x1b[0m", "a style is left on");
}

Deno.test("a foreground up on a terminal draws, says how to stop, and Ctrl-C leaves the terminal as found", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const session = openPty(["up", "--isolated"], platform);
  await until("it says how to stop", 20_000, () => session.output().includes("Ctrl-C"));
  assert.ok(session.output().includes(HIDE) && session.output().includes("\x1b[?2026h"));
  await session.type("\x03");
  assert.equal(await session.code, 130);
  assert.match(session.output(), /SIGINT: stopping everything/);
  assert.match(session.output(), /nothing is left/);
  assertTerminalAsFound(session.output());
  assert.deepEqual(platform.processes(), []);
});

Deno.test("Ctrl-C while the platform boots stops it and gives the cursor back", async () => {
  await using platform = await TestPlatform.create({
    "netops.yaml":
      "platform: none\nservices:\n  slow:\n    command: [sleep, '60']\n    dir: ./slow\n    health: /health\n",
    "slow/x": "",
  });
  const session = openPty(["up", "--isolated"], platform);
  await until("the tree is drawn", 20_000, () => session.output().includes("slow"));
  await session.type("\x03");
  assert.equal(await session.code, 130);
  assertTerminalAsFound(session.output());
  assert.deepEqual(platform.processes(), []);
});

Deno.test("--plain, TERM=dumb and ACCESSIBLE=1 append words only, without one escape code", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const looks: [string[], Record<string, string>][] = [
    [["--plain"], {}],
    [[], { TERM: "dumb" }],
    [[], { ACCESSIBLE: "1" }],
  ];
  for (const [args, env] of looks) {
    const session = openPty(["up", "-d", "--isolated", ...args], platform, env);
    assert.equal(await session.code, 0);
    // What stands before our first word is Deno's own progress of loading modules.
    const ours = session.output().slice(session.output().indexOf("netops 0"));
    assert.ok(!ours.includes("\x1b"), JSON.stringify(ours));
    assert.match(session.output(), /\] hello ready \(2 of 2\)/);
    assert.equal((await platform.run(["down"])).code, 0);
  }
});

Deno.test("NO_COLOR on a terminal still draws but does not colour; CI=true does not draw", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  const plainColors = openPty(["up", "-d", "--isolated"], platform, { NO_COLOR: "1" });
  assert.equal(await plainColors.code, 0);
  assert.ok(plainColors.output().includes("\x1b[?2026h"));
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(plainColors.output(), /\x1b\[[0-9;]*m/);

  const watch = openPty(["ps", "--watch"], platform);
  await until("the table is drawn", 10_000, () => watch.output().includes("13 UP"));
  await watch.type("\x03");
  assert.equal(await watch.code, 130);
  assertTerminalAsFound(watch.output());

  const ci = openPty(["status"], platform, { CI: "true" });
  assert.equal(await ci.code, 0);
  assert.ok(!ci.output().includes(HIDE));
});

Deno.test("top in a narrow terminal keeps errors and latency, q ends it, and so does Ctrl-C", async () => {
  await using platform = await TestPlatform.create(HELLO_FILES);
  await platform.up();
  for (const [key, code] of [["xq", 0], ["\x03", 130]] as const) {
    const session = openPty(["top"], platform, { COLUMNS: "40", LINES: "20" });
    await until("traffic is shown", 20_000, () => session.output().includes("q ends it"));
    assert.match(session.output(), /ERRORS.*P95/);
    await session.type(key);
    assert.equal(await session.code, code);
    assert.ok(!session.output().includes("xq"), "keys are shown");
    assertTerminalAsFound(session.output());
  }
});
