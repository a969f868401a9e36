import { type Clock, NetopsError, type ProgramRunner, type Rng, type Timer } from "@netops/core";
import type { AppManifest, BakedArtifact, BakeRequest, FleetBoot } from "@netops/core/contracts";
import { resolve } from "node:path";
import { type Artifact, bakeArtifact, bakeCommit, versionOf } from "../artifact/mod.ts";
import { unknownService } from "./group_version.ts";

/** What baking works with. */
export interface BakeDeskOptions {
  readonly boot: Pick<FleetBoot, "services" | "projectDir" | "baseEnv">;
  readonly artifactsDir: string;
  readonly runner: ProgramRunner;
  readonly clock: Clock;
  readonly timer: Timer;
  createRng(): Rng;
  /** Whether an app is netops's own. */
  isOwn(app: string): boolean;
  record(kind: string, subject: string, data: Record<string, unknown>): void;
}

/** Bakes what an app of the user is to run, for who delivers releases. */
export class BakeDesk {
  readonly #options: BakeDeskOptions;
  #count = 0;
  #alone: Promise<unknown> = Promise.resolve();

  /** Bakes nothing yet. */
  constructor(options: BakeDeskOptions) {
    this.#options = options;
  }

  /** Whether a bake is under way: what it just made must not be collected meanwhile. */
  get isBusy(): boolean {
    return this.#count > 0;
  }

  /** Runs what no bake may meet, such as the removal of old artifacts: bakes wait until it is done. */
  async alone<T>(run: () => Promise<T>): Promise<T> {
    const running = run();
    this.#alone = running.catch(() => undefined);
    return await running;
  }

  /** Resolves when nothing runs that a bake must not meet. */
  get mayBake(): Promise<unknown> {
    return this.#alone;
  }

  /**
   * Bakes a folder, or what a git ref points at; the same content is baked once.
   *
   * @throws {NetopsError} NOT_FOUND, REFUSED, REQUEST_INVALID, SPAWN_FAILED without git, TIMED_OUT, DISK_FULL
   */
  async bake(request: BakeRequest): Promise<BakedArtifact> {
    const manifest = this.#service(request.app);
    this.#count++;
    try {
      await this.#alone;
      const artifact = await this.#bake(manifest, request);
      return this.#baked(manifest, artifact);
    } finally {
      this.#count--;
    }
  }

  /** Ends what programs of a bake left behind: the platform stops. */
  close(): void {
    if (this.isBusy) this.#options.runner.endAll();
  }

  #service(app: string): AppManifest {
    const { boot, isOwn } = this.#options;
    const found = boot.services.find((service) => service.app === app);
    if (found !== undefined) return found;
    if (!isOwn(app)) throw unknownService(app);
    throw new NetopsError("REFUSED", `Cannot bake ${app} as its code is netops's own`, {
      fix: `netops restart ${app}`,
    });
  }

  #bake(
    manifest: AppManifest,
    { from }: BakeRequest,
  ): Promise<Artifact & { readonly commit?: string }> {
    const { boot, artifactsDir, clock, timer, runner } = this.#options;
    const { exclude } = manifest;
    const rng = this.#options.createRng();
    const inProject = (path: string) => resolve(boot.projectDir, path);
    const store = { exclude, artifactsDir, clock, rng };
    if (from.kind === "dir") return bakeArtifact({ ...store, dir: inProject(from.dir) });
    const folder = manifest.dir ?? boot.projectDir;
    return bakeCommit(
      { repo: inProject(from.repo), ref: from.ref, dir: from.dir, folder },
      { ...store, runner, timer, env: boot.baseEnv },
    );
  }

  #baked(
    manifest: AppManifest,
    { hash, isNew, warnings, commit }: Artifact & { readonly commit?: string },
  ): BakedArtifact {
    const { app } = manifest;
    const version = versionOf(hash, manifest);
    for (const text of warnings) {
      this.#options.record("artifact.warning", app, { text: `${app}: ${text}` });
    }
    this.#options.record("artifact.bake", app, { hash, version, isNew, commit });
    return {
      ...{ app, hash, version, isNew, warnings },
      ...(commit === undefined ? {} : { commit }),
    };
  }
}
