/**
 * How long a start takes: `netops up -d` with `platform: none` and three services, and `--help`
 * beside an empty Deno script. Both are measured from outside, in pairs.
 *
 *   deno task bench:boot [rounds]
 */
import { TestPlatform } from "../tests/harness/platform.ts";
import { HELLO_FILES } from "../tests/harness/hello_files.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const BOOT_GOAL_MS = 2_000;
const HELP_GOAL_RATIO = 3;
const rounds = Number(Deno.args[0] ?? 7);

const THREE_SERVICES = `platform: none
services:
${
  ["one", "two", "three"].map((name) =>
    `  ${name}:
    command: [node, server.mjs]
    dir: ./hello
    health: /health
`
  ).join("")
}`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

async function timeRun(command: string, args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const { success } = await new Deno.Command(command, {
    args: [...args],
    stdout: "null",
    stderr: "null",
  })
    .output();
  if (!success) throw new Error(`${command} ${args.join(" ")} failed`);
  return performance.now() - startedMs;
}

async function measureBoot(): Promise<{ readyMs: number; wallMs: number }> {
  await using platform = await TestPlatform.create({
    ...HELLO_FILES,
    "netops.yaml": THREE_SERVICES,
  });
  const startedMs = performance.now();
  const { readyMs } = await platform.up();
  return { readyMs, wallMs: performance.now() - startedMs };
}

async function measureHelp(empty: string): Promise<number> {
  const emptyMs = await timeRun(Deno.execPath(), ["run", "--no-config", empty]);
  const helpMs = await timeRun(`${ROOT}netops`, ["--help"]);
  return helpMs / emptyMs;
}

const empty = await Deno.makeTempFile({ suffix: ".ts" });
const boots: { readyMs: number; wallMs: number }[] = [];
const ratios: number[] = [];
try {
  await measureBoot();
  await measureHelp(empty);
  for (let round = 0; round < rounds; round++) {
    boots.push(await measureBoot());
    for (let pair = 0; pair < 5; pair++) ratios.push(await measureHelp(empty));
  }
} finally {
  await Deno.remove(empty);
}
const wallMs = median(boots.map((boot) => boot.wallMs));
const ratio = median(ratios);
const lines = [
  "# Boot",
  "",
  `\`deno task bench:boot ${rounds}\`, median of ${rounds} rounds (whole \`netops up -d\`, outside view) and of`,
  `${ratios.length} pairs of \`netops --help\` and an empty Deno script.`,
  "",
  "| what | median | goal |",
  "|---|---|---|",
  `| \`netops up -d\`, platform none, three services, until the command returns | ${
    wallMs.toFixed(0)
  } ms | ${BOOT_GOAL_MS} ms |`,
  `| the same, \`readyMs\` | ${median(boots.map((boot) => boot.readyMs)).toFixed(0)} ms | |`,
  `| \`netops --help\` : empty script | ${ratio.toFixed(2)} × | ${HELP_GOAL_RATIO} × |`,
];
console.log(lines.join("\n"));
await Deno.writeTextFile(`${ROOT}docs/results/bench_boot.md`, `${lines.join("\n")}\n`);
Deno.exit(wallMs <= BOOT_GOAL_MS && ratio <= HELP_GOAL_RATIO ? 0 : 1);
