/**
 * Bundles the k6 scripts of the presets: `deno run -A tools/build_load.ts`.
 *
 * k6 reads no import map and no package, so core's viewer is put in. What the presets share is one file
 * beside them. The results are committed (load/scripts/built), so that nothing is bundled when a load
 * starts; a test builds again and compares.
 *
 * @module
 */
import { build, stop } from "esbuild";

const ROOT = new URL("../", import.meta.url);
const SCRIPTS = new URL("load/scripts/", ROOT);
const BUILT = new URL("built/", SCRIPTS);
const PRESETS = ["hotpath", "signin", "browse", "spike", "soak", "premiere", "mixed"];

/** What is generated is neither formatted nor linted. */
const MARK = "// deno-fmt-ignore-file\n// deno-lint-ignore-file\n";

/** Builds every script, by its name; the same input gives the same bytes. */
export async function buildLoad(): Promise<Readonly<Record<string, string>>> {
  try {
    const { outputFiles } = await build({
      entryPoints: PRESETS.map((name) => new URL(`${name}.ts`, SCRIPTS).pathname),
      outdir: "/",
      bundle: true,
      splitting: true,
      chunkNames: "session",
      minify: true,
      // Stack traces name functions.
      keepNames: false,
      write: false,
      format: "esm",
      target: "es2022",
      charset: "utf8",
      legalComments: "eof",
      external: ["k6", "k6/*"],
      alias: { "@netops/core/viewer": new URL("core/viewer/mod.ts", ROOT).pathname },
    });
    return Object.fromEntries(
      outputFiles.map(({ path, text }) => [path.replace(/^.*\//, ""), MARK + text]),
    );
  } finally {
    await stop();
  }
}

if (import.meta.main) {
  await Deno.mkdir(BUILT, { recursive: true });
  for (const [name, text] of Object.entries(await buildLoad())) {
    await Deno.writeTextFile(new URL(name, BUILT), text);
    console.log(`${name} ${(text.length / 1024).toFixed(1)} KiB`);
  }
}
