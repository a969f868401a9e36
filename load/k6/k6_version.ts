import { NetopsError } from "@netops/core";
import type { ProgramRunner } from "@netops/core";

/** A k6 that can be run. */
export interface FoundK6 {
  readonly path: string;
  /** Such as `1.8.1`. */
  readonly version: string;
}

/** The version that `load install` gets, and that tests run. */
export const PINNED_K6 = "1.8.1";
/** Older ones do not run TypeScript by themselves. */
const LEAST_MAJOR = 1;
const MOST_MAJOR = 2;
const LIMIT_BYTES = 4_096;

/** What asking a program for its version works with. */
export interface AskVersionOptions {
  readonly programs: ProgramRunner;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Asks a k6 for its version.
 *
 * @throws {NetopsError} SPAWN_FAILED when it cannot be run or is no k6; CONFLICT when it is too old or too new.
 */
export async function askK6Version(path: string, options: AskVersionOptions): Promise<FoundK6> {
  const { programs, env } = options;
  const { code, stdout } = await programs.run({
    ...{ command: [path, "version"], dir: "/", limitBytes: LIMIT_BYTES },
    env: { ...env, K6_NO_USAGE_REPORT: "true" },
  });
  const said = new TextDecoder().decode(stdout).trim();
  const [, version, major] = /^k6 v((\d+)\.\d+\.\d+\S*)/.exec(said) ?? [];
  if (code !== 0 || version === undefined) {
    throw new NetopsError("SPAWN_FAILED", `${path} is no k6: it said "${said.slice(0, 80)}"`, {
      fix: "name another one: --k6 PATH; netops load install gets one and says where it is",
    });
  }
  if (Number(major) >= LEAST_MAJOR && Number(major) <= MOST_MAJOR) return { path, version };
  throw new NetopsError(
    "CONFLICT",
    `Cannot use k6 ${version} at ${path}: only k6 1 and 2 are known`,
    {
      fix:
        `--k6 PATH names another one; netops load install gets k6 ${PINNED_K6} and says where it is`,
    },
  );
}
