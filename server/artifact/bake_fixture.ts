import type { Clock } from "@netops/core";
import { createFixedRng } from "@netops/core/testing";
import { dirname, join } from "node:path";
import type { Artifact } from "./artifact.ts";
import { bakeArtifact } from "./bake.ts";

/** A folder and a store for one test, removed at its end. */
export interface BakeFixture extends AsyncDisposable {
  readonly dir: string;
  readonly artifactsDir: string;
  /** What the next bake takes for now; the year 2096, so that files are old enough for the cache. */
  nowMs: number;
  write(files: Readonly<Record<string, string>>): Promise<void>;
  bake(exclude?: readonly string[]): Promise<Artifact>;
  /** Paths in an artifact, sorted; folders end with "/". */
  list(artifact: Pick<Artifact, "path">): Promise<string[]>;
}

/** Makes a folder to bake in a temporary place. */
export async function createBakeFixture(seed = "bake"): Promise<BakeFixture> {
  const root = await Deno.realPath(await Deno.makeTempDir({ prefix: "netops-bake-" }));
  const rng = createFixedRng(seed);
  const dir = join(root, "source");
  const artifactsDir = join(root, "home", "artifacts");
  await Deno.mkdir(dir);
  const fixture: BakeFixture = {
    dir,
    artifactsDir,
    nowMs: 4e12,
    async write(files) {
      for (const [path, text] of Object.entries(files)) {
        await Deno.mkdir(dirname(join(dir, path)), { recursive: true });
        await Deno.writeTextFile(join(dir, path), text);
      }
    },
    bake(exclude = []) {
      const clock: Clock = { nowMs: () => fixture.nowMs, monotonicMs: () => 0 };
      return bakeArtifact({ dir, exclude, artifactsDir, clock, rng });
    },
    list: (artifact) => listAll(artifact.path, ""),
    async [Symbol.asyncDispose]() {
      await Deno.remove(root, { recursive: true });
    },
  };
  return fixture;
}

async function listAll(root: string, path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const item of Deno.readDir(join(root, path))) {
    const inner = `${path}${item.name}`;
    found.push(item.isDirectory ? `${inner}/` : inner);
    if (item.isDirectory) found.push(...await listAll(root, `${inner}/`));
  }
  return found.toSorted();
}
