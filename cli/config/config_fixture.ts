import { NetopsError } from "@netops/core";
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import type { ConfigProblem } from "./config_problem.ts";
import { loadConfig } from "./load_config.ts";
import type { ConfigFlag, LoadedConfig } from "./loaded_config.ts";

/** What a test writes and sets. */
export interface Setup {
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly ConfigFlag[];
  readonly file?: string;
  /** The folder to start in, below the root. */
  readonly from?: string;
}

async function inFolder<T>(setup: Setup, use: (dir: string) => Promise<T>): Promise<T> {
  const dir = await Deno.realPath(await Deno.makeTempDir({ prefix: "netops-config-" }));
  try {
    for (const [path, text] of Object.entries(setup.files ?? {})) {
      await Deno.mkdir(dirname(join(dir, path)), { recursive: true });
      await Deno.writeTextFile(join(dir, path), text);
    }
    return await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

/** Writes the files, loads, removes them. */
export function load(setup: Setup): Promise<LoadedConfig & { readonly dir: string }> {
  return inFolder(setup, async (dir) => ({ ...await loadIn(dir, setup), dir }));
}

function loadIn(dir: string, setup: Setup): Promise<LoadedConfig> {
  return loadConfig({
    cwd: join(dir, setup.from ?? ""),
    environment: setup.environment ?? {},
    ...(setup.flags === undefined ? {} : { flags: setup.flags }),
    ...(setup.file === undefined ? {} : { file: setup.file }),
  });
}

/** The error of a configuration that is refused. */
export async function refusal(setup: Setup): Promise<NetopsError> {
  try {
    await load(setup);
  } catch (error) {
    assert.ok(error instanceof NetopsError, String(error));
    assert.equal(error.exitCode, 2);
    return error;
  }
  throw new Error("the configuration was taken");
}

/** `line:column message | fix` of every problem. */
export async function problems(text: string, files: Setup["files"] = {}): Promise<string[]> {
  const error = await refusal({ files: { "netops.yaml": text, ...files } });
  return (error.details.problems as ConfigProblem[]).map(({ place, message, fix }) =>
    `${place.line}:${place.column} ${message}${fix === undefined ? "" : ` | ${fix}`}`
  );
}

/** The least that works. */
export const HELLO = "services:\n  hello:\n    command: [node, x.mjs]\n";
