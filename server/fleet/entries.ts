import { fromFileUrl } from "./paths.ts";

/** The folder of this source, with a slash at its end. */
export const PLATFORM_ROOT: string = fromFileUrl(new URL("../../", import.meta.url));

/** The entries of all processes of ours. */
export const PLATFORM_ENTRIES: readonly string[] = [
  "server/fleet",
  "server/gateway",
  "server/keeper",
  "server/kv",
  "server/registry",
  "server/telemetry",
  "server/web",
  "chaos/guardian",
  "chaos/link",
  "pipelines/conductor",
].map((room) => `${PLATFORM_ROOT}${room}/main.ts`);

/** Processes on hot paths: there a young generation of 16 MB pays. */
const HOT_ENTRIES: ReadonlySet<string> = new Set([
  "server/gateway/main.ts",
  "server/registry/main.ts",
  "server/telemetry/main.ts",
  "oca/appliance/main.ts",
]);

/**
 * Flags of an entry besides {@linkcode START_FLAGS}: a small young generation where nobody is in a hurry.
 *
 * V8 lets it grow to 16 MB before it cleans up; with 1 MB a platform of 32 processes is some 80 MB smaller.
 */
export function heapFlags(entry: string): readonly string[] {
  return HOT_ENTRIES.has(entry) ? [] : ["--v8-flags=--max-semi-space-size=1"];
}

/**
 * Flags of every process of ours: nothing is asked, fetched or written down while it starts.
 *
 * Code that is not cached is compiled as it is needed: a platform of 34 processes is some 30 MB smaller for half a
 * second of its start.
 */
export const START_FLAGS: readonly string[] = [
  "--quiet",
  "--no-code-cache",
  "--no-prompt",
  "--cached-only",
  "--frozen",
  `--config=${PLATFORM_ROOT}deno.json`,
  `--lock=${PLATFORM_ROOT}netops.lock`,
];
