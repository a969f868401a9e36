import type { AppManifest } from "@netops/core/contracts";
import type { CommandContext, LiveRun } from "../command_context.ts";
import { formatAge } from "../print/age.ts";
import { createPathFilter } from "./path_filter.ts";

const QUIET_MS = 200;
const POLL_MS = 50;
const ROLL_TIMEOUT_MS = 120_000;

/** Bakes and rolls a service whenever its files change, until the signal aborts. */
export async function watchServices(
  live: LiveRun,
  manifests: readonly AppManifest[],
  context: CommandContext,
): Promise<void> {
  const watched = manifests.filter((manifest) => manifest.dir !== undefined);
  await Promise.all(watched.map((manifest) => watchService(live, manifest, context)));
}

async function watchService(live: LiveRun, manifest: AppManifest, context: CommandContext) {
  const { dir = "", exclude, app } = manifest;
  const { timer } = context.host;
  const isWatched = createPathFilter(dir, exclude);
  const roller = new Roller(live, app, context);
  const watcher = Deno.watchFs(dir);
  const onStop = () => watcher.close();
  context.stop.signal.addEventListener("abort", onStop, { once: true });
  let cancel = () => {};
  for await (const event of watcher) {
    if (event.kind === "access" || !event.paths.some(isWatched)) continue;
    cancel();
    cancel = timer.after(QUIET_MS, () => roller.request());
  }
  cancel();
}

/** Rolls one service at a time; changes during a roll lead to one more. */
class Roller {
  readonly #live: LiveRun;
  readonly #app: string;
  readonly #context: CommandContext;
  #isRolling = false;
  #again = false;

  constructor(live: LiveRun, app: string, context: CommandContext) {
    this.#live = live;
    this.#app = app;
    this.#context = context;
  }

  request(): void {
    this.#again = true;
    if (!this.#isRolling) this.#rollAll();
  }

  async #rollAll(): Promise<void> {
    this.#isRolling = true;
    while (this.#again && !this.#context.stop.signal.aborted) {
      this.#again = false;
      await this.#roll().catch((error) => this.#failed(error));
    }
    this.#isRolling = false;
  }

  async #roll(): Promise<void> {
    const { host, print, stop } = this.#context;
    const startMs = host.clock.monotonicMs();
    const before = await this.#versions();
    print.say(`${this.#app}: files changed, rolling`);
    const change = await this.#live.fleet.changeApp(this.#app, "roll");
    for (;;) {
      const tookMs = host.clock.monotonicMs() - startMs;
      const now = await this.#versions();
      const isNew = [...now].some((version) => !before.has(version));
      if (await this.#isUp() && (isNew || change.reason !== undefined)) {
        const what = isNew ? `version ${[...now].join(", ").slice(0, 24)}` : change.reason;
        print.say(`${this.#app}: rolled in ${formatAge(tookMs)} (${what})`);
        return;
      }
      if (tookMs > ROLL_TIMEOUT_MS) throw new Error("the new version is not healthy in time");
      await host.timer.sleep(POLL_MS, stop.signal);
    }
  }

  #failed(error: unknown): void {
    if (this.#context.stop.signal.aborted) return;
    const why = error instanceof Error ? error.message : String(error);
    this.#context.print.say(`${this.#app}: cannot roll: ${why} (netops logs ${this.#app})`);
  }

  async #versions(): Promise<Set<string>> {
    const { instances } = await this.#live.fleet.instances(this.#context.stop.signal);
    return new Set(instances.filter(({ app }) => app === this.#app).map(({ version }) => version));
  }

  async #isUp(): Promise<boolean> {
    const { apps } = await this.#live.fleet.status(this.#context.stop.signal);
    const state = apps.find(({ app }) => app === this.#app);
    return state !== undefined && state.status === "UP" && state.up >= state.desired;
  }
}
