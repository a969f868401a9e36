/**
 * Finds outside programs for tests. A missing one is a skip that names the command that gets it;
 * with `CI=true` it is a failure when this machine could have installed it.
 *
 * ```ts
 * oracleTest("denokv", "KvStore contract on denokv", async ({ path }) => { … });
 * ```
 *
 * @module
 */
import { canInstall, isFile, type Oracle, type OracleName, ORACLES } from "./oracle_table.ts";
import { oracleFolder, oraclePath } from "./oracle_table.ts";

export type { OracleName } from "./oracle_table.ts";

/** An outside program that is there. */
export interface FoundOracle {
  /** The program, or the jar of a Java one. */
  readonly path: string;
  /** How to start it; append your own arguments. */
  readonly command: readonly [string, ...string[]];
}

/** An outside program that is not there, and the command that gets it. */
export interface MissingOracle {
  readonly skip: string;
  /** True when CI must fail instead of skipping. */
  readonly fatal: boolean;
}

/** Finds one outside program. Never installs and never waits. */
export function oracle(name: OracleName): FoundOracle | MissingOracle {
  const row = ORACLES.find((candidate) => candidate.name === name);
  if (row === undefined) throw new RangeError(`No outside program is called "${name}"`);
  if (isFile(oraclePath(row))) return { path: oraclePath(row), command: commandOf(row) };
  const needs = canInstall(row) ? "" : ` (needs ${row.toolchain.join(", ")})`;
  return {
    skip: `${name} ${row.version} is missing; get it with: tools/oracles ${name}${needs}`,
    fatal: Deno.env.get("CI") === "true" && canInstall(row),
  };
}

/** What the body of an oracle test gets: the program, or all of them in the order asked for. */
export type OracleTestBody = (
  first: FoundOracle,
  rest: readonly FoundOracle[],
  context: Deno.TestContext,
) => void | Promise<void>;

/** Registers a test that needs outside programs; skipped, or failing in CI, when one is missing. */
export function oracleTest(
  names: OracleName | readonly [OracleName, ...OracleName[]],
  title: string,
  body: OracleTestBody,
): void {
  const answers = (typeof names === "string" ? [names] : names).map(oracle);
  const missing = answers.filter((answer) => "skip" in answer);
  const found = answers.filter((answer) => "path" in answer);
  const [first, ...rest] = found;
  const reason = missing.map((answer) => answer.skip).join("; ");
  Deno.test({
    name: missing.length === 0 ? title : `${title} [${reason}]`,
    ignore: missing.length > 0 && !missing.some((answer) => answer.fatal),
    // The browser's driver keeps timers of its own past the end of a test; ours live elsewhere.
    sanitizeOps: !names.includes("chromium"),
    fn: async (context) => {
      if (missing.length > 0 || first === undefined) throw new Error(reason);
      await body(first, rest, context);
    },
  });
}

function commandOf(row: Oracle): readonly [string, ...string[]] {
  const [first, ...rest] = row.command ?? ["${path}"];
  const fill = (text: string) =>
    text.replace("${dir}", oracleFolder(row)).replace("${path}", oraclePath(row));
  return [fill(first), ...rest.map(fill)];
}
