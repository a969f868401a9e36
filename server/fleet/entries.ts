import { fromFileUrl } from "./paths.ts";

/** The folder of this source, with a slash at its end. */
export const PLATFORM_ROOT: string = fromFileUrl(new URL("../../", import.meta.url));

/** The entries of all processes of ours. */
export const PLATFORM_ENTRIES: readonly string[] = [
  "fleet",
  "gateway",
  "keeper",
  "kv",
  "registry",
  "web",
].map((name) => `${PLATFORM_ROOT}server/${name}/main.ts`);

/** Flags of every process of ours: nothing is asked, fetched or written down while it starts. */
export const START_FLAGS: readonly string[] = [
  "--quiet",
  "--no-prompt",
  "--cached-only",
  "--frozen",
  `--config=${PLATFORM_ROOT}deno.json`,
  `--lock=${PLATFORM_ROOT}netops.lock`,
];
