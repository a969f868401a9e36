import type { AppManifest } from "@netops/core/contracts";
import type { CommandContext, LiveRun } from "../command_context.ts";
import { createPathFilter } from "./path_filter.ts";
import { Roller } from "./roller.ts";

const QUIET_MS = 200;

/** Tells what changes in a folder until closed. */
export type FileWatcher = AsyncIterable<Pick<Deno.FsEvent, "kind" | "paths">> & { close(): void };

/** What watching works with. */
export interface WatchParts {
  readonly fleet: LiveRun["fleet"];
  readonly context: Pick<CommandContext, "host" | "print">;
  /** Ends the watching. */
  readonly signal: AbortSignal;
  /** @throws {Error} when the system gives no watcher, as at the limit of inotify. */
  watch(dir: string): FileWatcher;
}

/** Bakes and rolls a service whenever its files change, until the signal aborts. Never rejects. */
export async function watchServices(
  manifests: readonly AppManifest[],
  parts: WatchParts,
): Promise<void> {
  const { print } = parts.context;
  await Promise.all(manifests.map(async (manifest) => {
    const { dir, app } = manifest;
    if (dir === undefined) return;
    try {
      await watchService({ ...manifest, dir }, parts);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      print.say(`${app}: cannot watch ${dir}: ${why}; its edits are not rolled`);
    }
  }));
}

async function watchService(
  { dir, exclude, app }: AppManifest & { readonly dir: string },
  { fleet, context, signal, watch }: WatchParts,
): Promise<void> {
  if (signal.aborted) return;
  const { host, print } = context;
  const { clock, timer } = host;
  const isWatched = createPathFilter(dir, exclude);
  const say = (text: string) => print.say(text);
  const roller = new Roller({ app, fleet, clock, timer, signal, say });
  const watcher = watch(dir);
  const onStop = () => watcher.close();
  signal.addEventListener("abort", onStop, { once: true });
  let cancel = () => {};
  try {
    for await (const event of watcher) {
      if (event.kind === "access" || !event.paths.some(isWatched)) continue;
      cancel();
      cancel = timer.after(QUIET_MS, () => roller.request());
    }
  } finally {
    cancel();
    signal.removeEventListener("abort", onStop);
  }
}
