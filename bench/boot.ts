/**
 * How long a start takes: `netops up -d` with three services and no platform, the same of the streaming
 * platform (profile `std`), and `--help` beside an empty Deno script. All are measured from outside.
 *
 *   deno task bench:boot [rounds]
 */
import { TestPlatform } from "../tests/harness/platform.ts";
import { HELLO_FILES } from "../tests/harness/hello_files.ts";

const ROOT = new URL("../", import.meta.url).pathname;
const BOOT_GOAL_MS = 2_000;
const STD_GOAL_MS = 5_000;
const STD_GOAL_MB = 1_000;
const HELP_GOAL_RATIO = 3;
const PAIRS_PER_ROUND = 5;

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

/** One start, seen from outside. */
interface Boot {
  /** Until the command returned. */
  readonly wallMs: number;
  readonly readyMs: number;
  readonly processes: number;
  readonly pssMb: number;
  readonly downMs: number;
}

function medianOf<T>(values: readonly T[], of: (value: T) => number): number {
  const sorted = values.map(of).sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

async function timeRun(command: string, args: readonly string[]): Promise<number> {
  const startedMs = performance.now();
  const options: Deno.CommandOptions = { args: [...args], stdout: "null", stderr: "null" };
  const { success } = await new Deno.Command(command, options).output();
  if (!success) throw new Error(`${command} ${args.join(" ")} failed`);
  return performance.now() - startedMs;
}

async function measureBoot(files: Readonly<Record<string, string>>): Promise<Boot> {
  await using platform = await TestPlatform.create(files);
  const up = await platform.run(["up", "-d", "--json", "--isolated"]);
  const { code, stdout, stderr, elapsedMs } = up;
  if (code !== 0) throw new Error(`up exited ${code}: ${stderr}`);
  const { readyMs, processes, pssBytes } = JSON.parse(stdout);
  const down = await platform.run(["down"]);
  if (down.code !== 0) throw new Error(`down exited ${down.code}: ${down.stderr}`);
  const { elapsedMs: downMs } = down;
  return { wallMs: elapsedMs, readyMs, processes, pssMb: pssBytes / 1_000_000, downMs };
}

async function measureHelp(empty: string): Promise<number> {
  const emptyMs = await timeRun(Deno.execPath(), ["run", "--no-config", empty]);
  const helpMs = await timeRun(`${ROOT}netops`, ["--help"]);
  return helpMs / emptyMs;
}

/** What is measured in each round. */
interface Measured {
  readonly services: Boot[];
  readonly std: Boot[];
  readonly helpRatios: number[];
}

async function measureAll(rounds: number): Promise<Measured> {
  const measured: Measured = { services: [], std: [], helpRatios: [] };
  const services = { ...HELLO_FILES, "netops.yaml": THREE_SERVICES };
  const empty = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    // The first start bakes and compiles.
    await measureBoot(services);
    await measureBoot({});
    await measureHelp(empty);
    for (let round = 0; round < rounds; round++) {
      measured.services.push(await measureBoot(services));
      measured.std.push(await measureBoot({}));
      for (let pair = 0; pair < PAIRS_PER_ROUND; pair++) {
        measured.helpRatios.push(await measureHelp(empty));
      }
    }
  } finally {
    await Deno.remove(empty);
  }
  return measured;
}

const rounds = Number(Deno.args[0] ?? 7);
const { services, std, helpRatios } = await measureAll(rounds);
const wallMs = medianOf(services, (boot) => boot.wallMs);
const stdWallMs = medianOf(std, (boot) => boot.wallMs);
const stdPssMb = medianOf(std, (boot) => boot.pssMb);
const ratio = medianOf(helpRatios, (one) => one);
const ms = (value: number) => `${value.toFixed(0)} ms`;
const processes = medianOf(std, (boot) => boot.processes);
const lines = [
  "# Boot",
  "",
  `\`deno task bench:boot ${rounds}\` on ${navigator.hardwareConcurrency} cores, median of ${rounds} rounds (whole commands,`,
  `outside view) and of ${helpRatios.length} pairs of \`netops --help\` and an empty Deno script.`,
  "",
  "| what | median | goal |",
  "|---|---|---|",
  `| \`netops up -d\`, platform none, three services, until the command returns | ${
    ms(wallMs)
  } | ${BOOT_GOAL_MS} ms |`,
  `| the same, \`readyMs\` | ${ms(medianOf(services, (boot) => boot.readyMs))} | |`,
  `| \`netops up -d\`, profile std, ${processes} processes, until the command returns | ${
    ms(stdWallMs)
  } | ${STD_GOAL_MS} ms |`,
  `| the same, \`readyMs\` | ${ms(medianOf(std, (boot) => boot.readyMs))} | |`,
  `| the same, memory (PSS) when healthy | ${stdPssMb.toFixed(0)} MB | ${STD_GOAL_MB} MB |`,
  `| \`netops down\` of profile std | ${ms(medianOf(std, (boot) => boot.downMs))} | |`,
  `| \`netops --help\` : empty script | ${ratio.toFixed(2)} × | ${HELP_GOAL_RATIO} × |`,
];
console.log(lines.join("\n"));
await Deno.writeTextFile(`${ROOT}docs/results/bench_boot.md`, `${lines.join("\n")}\n`);
const isGood = wallMs <= BOOT_GOAL_MS && stdWallMs <= STD_GOAL_MS && stdPssMb <= STD_GOAL_MB &&
  ratio <= HELP_GOAL_RATIO;
Deno.exit(isGood ? 0 : 1);
