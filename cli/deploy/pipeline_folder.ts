import { NetopsError } from "@netops/core";
import { dirname, join, resolve } from "node:path";

/** The folder of a pipeline file: what it names is looked for from there. */
export interface PipelineFolder {
  /** The pipeline file as it was typed. */
  readonly file: string;
  /** Makes a path that stands in the file absolute. */
  resolve(path: string): string;
  /** How messages call such a path. */
  nameOf(path: string): string;
  /** The text of a file; undefined when it is not there, or no file. */
  read(path: string): string | undefined;
  /** Whether something is there. */
  has(path: string): boolean;
}

/** The folder of the file that was typed. */
export function pipelineFolder(file: string, cwd: string): PipelineFolder {
  const dir = dirname(resolve(cwd, file));
  return {
    file,
    resolve: (path) => resolve(dir, path),
    nameOf: (path) => path.startsWith("/") ? path : join(dirname(file), path),
    read: (path) => {
      try {
        return Deno.readTextFileSync(resolve(dir, path));
      } catch {
        // Why it cannot be read makes no difference to whoever named it.
        return undefined;
      }
    },
    has: (path) => isThere(resolve(dir, path)),
  };
}

/** The text of the pipeline file itself. @throws {NetopsError} CONFIG_INVALID when it cannot be read */
export function readPipelineText(file: string, cwd: string): string {
  try {
    return Deno.readTextFileSync(resolve(cwd, file));
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound;
    const why = isMissing ? "there is no such file" : String(cause);
    throw new NetopsError("CONFIG_INVALID", `Cannot read the pipeline ${file} as ${why}`, {
      ...{ cause, fix: "netops deploy lint FILE, with a file of YAML, JSON or TypeScript" },
    });
  }
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
