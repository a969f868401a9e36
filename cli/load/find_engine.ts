import { NetopsError } from "@netops/core";
import { askK6Version, findK6, type FoundK6, type K6Search } from "@netops/load";
import { type CommandContext, homeOf } from "../command_context.ts";

/** What plays a load. */
export type FoundEngine =
  | { readonly kind: "k6"; readonly k6: FoundK6 }
  | { readonly kind: "builtin" };

/** What was asked for. */
export interface EngineWish {
  readonly engine: "k6" | "builtin" | undefined;
  readonly k6: string | undefined;
  /** Whether only k6 can run it. */
  readonly isScript: boolean;
}

const MISSING_FIX = "netops load install (about a minute), or say where it is: --k6 PATH";

/** Looks for k6 where netops looks for it. */
export function searchK6(flag: string | undefined, context: CommandContext): K6Search {
  const { host, env, cwd } = context;
  const home = homeOf(context);
  const cacheDir = env["XDG_CACHE_HOME"] ??
    (env["HOME"] === undefined ? "" : `${env["HOME"]}/.cache`);
  return findK6({
    ...{ searchPath: env["PATH"] ?? "", cwd, variable: env["NETOPS_K6"] ?? "" },
    ...(flag === undefined ? {} : { flag }),
    ...(home === undefined ? {} : { home }),
    ...(cacheDir === "" ? {} : { cacheDir }),
  }, host.findProgram);
}

/**
 * Finds what plays a load: k6, or the built-in engine where there is none and viewers are all that is wanted.
 *
 * @throws {NetopsError} USAGE when a k6 was named that is not there, SPAWN_FAILED when one is needed and
 * there is none.
 */
export async function findEngine(wish: EngineWish, context: CommandContext): Promise<FoundEngine> {
  const { engine, k6, isScript } = wish;
  if (engine === "builtin") {
    if (!isScript) return { kind: "builtin" };
    throw new NetopsError("USAGE", "Only k6 can run a script: the built-in engine plays presets", {
      fix: "leave --engine out",
    });
  }
  const search = searchK6(k6, context);
  if (search.kind === "named-missing") {
    throw new NetopsError(
      "USAGE",
      `There is no program "${search.name}", which ${search.by} names`,
      { fix: search.by === "--k6" ? "leave --k6 out, or name another one" : `unset ${search.by}` },
    );
  }
  if (search.kind === "found") {
    const programs = context.host.createProgramRunner();
    return { kind: "k6", k6: await askK6Version(search.path, { programs, env: context.env }) };
  }
  if (engine === undefined && !isScript) return { kind: "builtin" };
  const who = isScript ? "a script of yours" : "--engine k6";
  throw new NetopsError("SPAWN_FAILED", `There is no k6 here, and ${who} needs it`, {
    fix: MISSING_FIX,
  });
}
