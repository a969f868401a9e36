/**
 * Installs the outside programs that tests need: all, or those named. Run by `tools/oracles`.
 *
 * One folder per program and version below `${NETOPS_TOOLS:-$HOME/.cache/netops-tools}`; a second run
 * does nothing. A lock file keeps two runs apart. Programs whose toolchain is missing are left out.
 */
import { join } from "node:path";
import { canInstall, isFile, type Oracle, oracleFolder, oraclePath } from "./oracle_table.ts";
import { ORACLES, toolsFolder } from "./oracle_table.ts";

const JAVA_SOURCES = new URL("./java/", import.meta.url).pathname;

if (import.meta.main) Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--list")) return list();
  const known = new Set<string>(ORACLES.map((row) => row.name));
  const unknown = args.find((name) => !known.has(name));
  if (unknown !== undefined) {
    console.error(`No outside program is called "${unknown}"; known: ${[...known].join(", ")}`);
    return 2;
  }
  const wanted = ORACLES.filter((row) => args.length === 0 || args.includes(row.name));
  await Deno.mkdir(toolsFolder(), { recursive: true });
  using lock = await Deno.open(join(toolsFolder(), ".lock"), { create: true, write: true });
  await lock.lock(true);
  return await installAll(wanted);
}

async function installAll(wanted: readonly Oracle[]): Promise<number> {
  const missing: Oracle[] = [];
  for (const row of wanted) {
    if (await isInstalled(row)) say(row, `there: ${oraclePath(row)}`);
    else if (!canInstall(row)) say(row, `left out: needs ${needs(row)}`);
    else missing.push(row);
  }
  const packages = missing.filter((row) => row.install.kind === "apt");
  const builds = missing.filter((row) => row.install.kind === "build");
  const failed = (await installPackages(packages)) ? [] : [...packages];
  for (const row of builds) {
    if (!(await build(row))) failed.push(row);
  }
  for (const row of failed) say(row, "FAILED");
  return failed.length === 0 ? 0 : 1;
}

function list(): number {
  for (const row of ORACLES) {
    console.log(
      `${row.name} ${row.version} ${isFile(oraclePath(row)) ? oraclePath(row) : "missing"}`,
    );
  }
  return 0;
}

async function isInstalled(row: Oracle): Promise<boolean> {
  if (!isFile(oraclePath(row))) return false;
  if (row.install.kind === "apt") return true;
  const stamp = await Deno.readTextFile(join(oracleFolder(row), ".recipe")).catch(() => "");
  return stamp === await recipeOf(row);
}

/** A hash of everything that decides what is built, so that a changed source is built again. */
async function recipeOf(row: Oracle): Promise<string> {
  const parts = [JSON.stringify(row.install)];
  const sources = row.install.kind === "build" ? row.install.sources : [];
  for (const source of sources) {
    for await (const file of filesBelow(join(JAVA_SOURCES, source))) {
      parts.push(file, await Deno.readTextFile(join(JAVA_SOURCES, source, file)));
    }
  }
  const bytes = new TextEncoder().encode(parts.join("\0"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

async function* filesBelow(folder: string, prefix = ""): AsyncGenerator<string> {
  const entries = await Array.fromAsync(Deno.readDir(join(folder, prefix)));
  entries.sort((a, b) => a.name < b.name ? -1 : 1);
  for (const entry of entries) {
    const path = join(prefix, entry.name);
    if (entry.isDirectory) yield* filesBelow(folder, path);
    else yield path;
  }
}

/** Builds in a temporary folder and moves the result into place at the end, so a half is never found. */
async function build(row: Oracle): Promise<boolean> {
  if (row.install.kind !== "build") return false;
  const startedAtMs = performance.now();
  say(row, "building …");
  const staging = await Deno.makeTempDir({ dir: toolsFolder(), prefix: `.${row.name}-` });
  const [work, result] = [join(staging, "build"), join(staging, "result")];
  try {
    await Promise.all([Deno.mkdir(work), Deno.mkdir(result)]);
    for (const source of row.install.sources) await copyFolder(join(JAVA_SOURCES, source), work);
    for (const [command, ...args] of row.install.steps) {
      const filled = args.map((arg) => arg.replace("${dir}", result));
      if (!(await run([command, ...filled], { dir: work }))) return false;
    }
    await Deno.writeTextFile(join(result, ".recipe"), await recipeOf(row));
    await Deno.remove(oracleFolder(row), { recursive: true }).catch(() => {}); // absent the first time
    await Deno.rename(result, oracleFolder(row));
  } finally {
    await Deno.remove(staging, { recursive: true });
  }
  const seconds = ((performance.now() - startedAtMs) / 1000).toFixed(0);
  say(row, `installed in ${seconds} s: ${oraclePath(row)}`);
  return isFile(oraclePath(row));
}

async function copyFolder(from: string, to: string): Promise<void> {
  for await (const file of filesBelow(from)) {
    await Deno.mkdir(join(to, file, ".."), { recursive: true });
    await Deno.copyFile(join(from, file), join(to, file));
  }
}

/** Installs Debian packages; no daemon is started, because policy-rc.d forbids it meanwhile. */
async function installPackages(rows: readonly Oracle[]): Promise<boolean> {
  if (rows.length === 0) return true;
  const names = rows.flatMap((row) => row.install.kind === "apt" ? [row.install.packageName] : []);
  console.log(`apt-get install ${names.join(" ")} …`);
  const policy = "/usr/sbin/policy-rc.d";
  const ours = !isFile(policy);
  if (ours) await Deno.writeTextFile(policy, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const apt = [
      "apt-get",
      "-qq",
      "-o",
      "Dpkg::Use-Pty=0",
      "-o",
      "DPkg::Lock::Timeout=300",
    ] as const;
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    return await run([...apt, "update"], { env }) &&
      await run([...apt, "install", "-y", "--no-install-recommends", ...names], { env });
  } finally {
    if (ours) await Deno.remove(policy);
  }
}

interface RunOptions {
  readonly dir?: string;
  readonly env?: Record<string, string>;
}

/** Runs a command with its output kept back; shows the end of it when it fails. */
async function run(command: readonly [string, ...string[]], options: RunOptions): Promise<boolean> {
  const [program, ...args] = command;
  const output = await new Deno.Command(program, {
    args,
    stdin: "null",
    ...(options.dir === undefined ? {} : { cwd: options.dir }),
    ...(options.env === undefined ? {} : { env: options.env }),
  }).output();
  if (output.success) return true;
  const text = new TextDecoder().decode(output.stdout) + new TextDecoder().decode(output.stderr);
  console.error(text.split("\n").slice(-40).join("\n"));
  console.error(`${command.join(" ")} ended with ${output.code}`);
  return false;
}

function needs(row: Oracle): string {
  const root = row.install.kind === "apt" && Deno.uid() !== 0 ? ["to be root"] : [];
  return [...row.toolchain, ...root].join(", ");
}

function say(row: Oracle, text: string): void {
  console.log(`${row.name} ${row.version}: ${text}`);
}
