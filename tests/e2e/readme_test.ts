import assert from "node:assert/strict";
import { join } from "node:path";

const ROOT = new URL("../../", import.meta.url).pathname;
const TEST_COMMAND = "npx --yes deno@2.9.6 task test";

const SERVICE = `
import { createServer } from "node:http";
createServer((_, answer) => answer.end("hi")).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;

/** How a command of the README is run here: in the background and on free ports. */
interface Run {
  readonly readme: string;
  readonly args: readonly string[];
  readonly shows?: RegExp;
  /** Exit codes that are an answer, too; 0 always is. */
  readonly codes?: readonly number[];
}

const RUNS: readonly Run[] = [
  { readme: "./netops up", args: ["up", "-d", "--isolated", "--json"], shows: /"healthy":true/ },
  { readme: "./netops play", args: ["play", "--for", "8s", "--json"], shows: /"netops\.play\/v1"/ },
  { readme: "./netops ps", args: ["ps"], shows: /gateway[\s\S]*UP/ },
  { readme: "./netops status --json", args: ["status", "--json"], shows: /"netops\.status\/v1"/ },
  { readme: "./netops logs --level warn", args: ["logs", "--level", "warn"] },
  { readme: "./netops events", args: ["events"], shows: /registry\.register/ },
  { readme: "./netops top", args: ["top"], shows: /^playback +eu-[abc]/m },
  {
    readme: "./netops trace find --slow 200ms",
    args: ["trace", "find", "--slow", "200ms", "--json"],
    shows: /"netops\.traces\/v1"/,
  },
  { readme: "./netops registry list", args: ["registry", "list"], shows: /UP/ },
  { readme: "./netops chaos list", args: ["chaos", "list"], shows: /process-kill/ },
  {
    readme: "./netops chaos inject latency --target catalog --set delayMs=300 --for 10s",
    args: [
      ...["chaos", "inject", "latency", "--target", "catalog"],
      ...["--set", "delayMs=300", "--for", "10s"],
    ],
    shows: /latency f-/,
  },
  { readme: "./netops chaos status", args: ["chaos", "status"], shows: /latency/ },
  { readme: "./netops chaos stop --all", args: ["chaos", "stop", "--all"], shows: /undone/ },
  { readme: "./netops chaos resume", args: ["chaos", "resume"], shows: /taken again/ },
  { readme: "./netops chaos doctor", args: ["chaos", "doctor"], shows: /nothing is left/ },
  {
    readme: "./netops load run hotpath --rate 2 --for 5s",
    args: ["load", "run", "hotpath", "--rate", "2", "--for", "5s"],
    shows: /of 2 SPS/,
    // A verdict: a machine that is busy with other tests may be too slow for the limits, or starved.
    codes: [5, 9],
  },
  { readme: "./netops load report", args: ["load", "report"], shows: /startup, p95/ },
  {
    ...{ readme: "./netops deploy history", args: ["deploy", "history"] },
    shows: /nothing was deployed/,
  },
  { readme: "./netops doctor", args: ["doctor"], shows: /gateway/ },
  { readme: "./netops help exit-codes", args: ["help", "exit-codes"], shows: /143/ },
  { readme: "./netops down", args: ["down"] },
];

const OWN_RUNS: readonly Run[] = [
  { readme: "./netops init", args: ["init"] },
  {
    readme: "./netops up -f netops.yaml",
    args: ["up", "-d", "--isolated", "--json", "-f", "netops.yaml"],
    shows: /"healthy":true/,
  },
  { readme: "./netops down", args: ["down"] },
  { readme: "./netops up -d", args: ["up", "-d", "--isolated", "--json"], shows: /"healthy":true/ },
  { readme: "./netops down", args: ["down"] },
];

Deno.test("every command in the README's fences is run by these tests, and no other is claimed", async () => {
  const readme = await Deno.readTextFile(join(ROOT, "README.md"));
  const covered = [...RUNS, ...OWN_RUNS].map((run) => run.readme);
  assert.deepEqual(
    [...new Set(commandsOf(readme))].sort(),
    [...new Set([...covered, TEST_COMMAND])].sort(),
  );
  assert.ok(readme.split("\n").length <= 151, "the README has at most 150 lines");
});

Deno.test("the README's test command is the one that CI runs", async () => {
  const lines = (await Deno.readTextFile(join(ROOT, ".ci/run"))).split("\n");
  assert.ok(lines.some((line) => line === `${TEST_COMMAND} </dev/null`), lines.join("\n"));
});

Deno.test("the README's commands work in an empty folder, with the streaming platform", async () => {
  await inFolder(async (dir) => {
    for (const run of RUNS) await assertRuns(dir, run);
  });
});

Deno.test("the README's commands work for a service of one's own", async () => {
  await inFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "server.mjs"), SERVICE);
    const scripts = { name: "hello", type: "module", scripts: { start: "node server.mjs" } };
    await Deno.writeTextFile(join(dir, "package.json"), JSON.stringify(scripts));
    for (const run of OWN_RUNS) await assertRuns(dir, run);
  });
});

/** The lines of shell fences; comments and empty lines are none. */
function commandsOf(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```/gms)]
    .flatMap(([, body = ""]) => body.split("\n"))
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
}

async function inFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "netops-readme-" });
  try {
    await body(dir);
  } finally {
    await netops(dir, ["down", "--force"]);
    await Deno.remove(dir, { recursive: true });
  }
}

async function assertRuns(dir: string, { readme, args, shows, codes = [] }: Run): Promise<void> {
  const { code, text } = await netops(dir, args);
  assert.ok([0, ...codes].includes(code), `${readme} exited ${code}\n${text}`);
  if (shows !== undefined) assert.match(text, shows, readme);
}

async function netops(
  dir: string,
  args: readonly string[],
): Promise<{ code: number; text: string }> {
  const { code, stdout, stderr } = await new Deno.Command(join(ROOT, "netops"), {
    args: [...args],
    cwd: dir,
    env: { NETOPS_DENO: Deno.execPath(), NETOPS_HOME: join(dir, ".netops"), NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}
