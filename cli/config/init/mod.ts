import { NetopsError } from "@netops/core";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { CONFIG_NAMES, isFile } from "../find_config.ts";
import { look } from "./look.ts";
import { renderConfig } from "./render.ts";

/** What `netops init` works with. */
export interface InitOptions {
  /** The folder to look at and to write to, absolute. */
  readonly dir: string;
  /** Write over a file that is there. */
  readonly force: boolean;
  /** Only say what would be written. */
  readonly dryRun?: boolean;
}

/** What `netops init` did. */
export interface InitResult {
  /** Absolute path of the file that was written. */
  readonly file: string;
  /** Its content. */
  readonly text: string;
  /** What was seen, one line each, for people. */
  readonly saw: readonly string[];
  /** The command to run next. */
  readonly next: string;
}

const SCHEMA_URL = new URL("../../../docs/netops.schema.json", import.meta.url);

/**
 * Looks at a folder and writes a `netops.yaml` for what it finds.
 *
 * @throws {NetopsError} CONFLICT when a configuration is there and `force` is false; NOT_FOUND when
 * nothing that can be started is seen: then nothing is written.
 */
export async function initConfig(options: InitOptions): Promise<InitResult> {
  const { dir, force, dryRun } = options;
  const file = join(dir, "netops.yaml");
  if (!dryRun) await refuseTaken(dir, force);
  const { findings, notes } = look(dir);
  if (findings.length === 0) throw nothingSeen(dir, notes);
  const schema = relative(dir, fileURLToPath(SCHEMA_URL));
  const text = renderConfig({ findings, notes, schema });
  if (!dryRun) await Deno.writeTextFile(file, text);
  const saw = findings.map(({ name, because, command }) =>
    `${name}: ${typeof command === "string" ? command : command.join(" ")} (${because})`
  );
  return { file, text, saw: [...saw, ...notes], next: "netops up" };
}

function nothingSeen(dir: string, notes: readonly string[]): NetopsError {
  const seen = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
  return new NetopsError("NOT_FOUND", `Cannot see a service to start in ${dir}${seen}`, {
    fix: "write netops.yaml yourself: services: {hello: {command: [node, server.mjs]}}",
    details: { dir },
  });
}

async function refuseTaken(dir: string, force: boolean): Promise<void> {
  for (const name of CONFIG_NAMES) {
    if (!await isFile(join(dir, name)) || (force && name === "netops.yaml")) continue;
    throw new NetopsError("CONFLICT", `Cannot write netops.yaml as ${name} is there`, {
      fix: name === "netops.yaml" ? "netops init --force" : `rm ${name}`,
      details: { dir, name },
    });
  }
}
