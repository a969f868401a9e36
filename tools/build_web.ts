/**
 * Builds the browser code of the operations page: `deno run -A tools/build_web.ts`.
 *
 * The result is committed (server/web/assets), so that nothing is bundled when the platform starts;
 * a test builds again and compares.
 *
 * @module
 */
import { build, type Plugin, stop } from "esbuild";

const ROOT = new URL("../", import.meta.url);
const WEB = new URL("server/web/", ROOT);

/** The built files by name. */
export type WebAssets = Readonly<Record<string, string>>;

/** Bundles and minifies the page's script and style; the same input gives the same bytes. */
export async function buildWeb(): Promise<WebAssets> {
  try {
    const result = await build({
      entryPoints: {
        ops: new URL("client/main.tsx", WEB).pathname,
        style: new URL("styles/ops.css", WEB).pathname,
      },
      outdir: "/",
      bundle: true,
      minify: true,
      write: false,
      format: "esm",
      target: ["chrome120", "firefox120", "safari17.1"],
      charset: "utf8",
      legalComments: "none",
      jsx: "automatic",
      jsxImportSource: "preact",
      plugins: [await importMapPlugin()],
    });
    return Object.fromEntries(result.outputFiles.map((file) => [nameOf(file.path), file.text]));
  } finally {
    await stop();
  }
}

function nameOf(path: string): string {
  return path.endsWith(".css") ? "ops.css" : "ops.js";
}

/** Resolves what the page imports by name: core's door, and preact in Deno's npm cache. */
async function importMapPlugin(): Promise<Plugin> {
  const preact = await npmFolder("preact");
  return {
    name: "import-map",
    setup(setup) {
      setup.onResolve({ filter: /^@netops\/core$/ }, () => ({
        path: new URL("core/mod.ts", ROOT).pathname,
        sideEffects: false,
      }));
      setup.onResolve({ filter: /^preact(\/jsx-runtime)?$/ }, ({ path }) => ({
        path: preact +
          (path === "preact" ? "/dist/preact.mjs" : "/jsx-runtime/dist/jsxRuntime.mjs"),
        sideEffects: false,
      }));
    },
  };
}

/** Where Deno keeps the version of an npm package that deno.json names. */
async function npmFolder(name: string): Promise<string> {
  const { imports } = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const version = String(imports[name]).split("@").pop();
  const info = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(info.stdout));
  for (const registry of Deno.readDirSync(npmCache)) {
    const folder = `${npmCache}/${registry.name}/${name}/${version}`;
    if (registry.isDirectory && isFolder(folder)) return folder;
  }
  throw new Error(`${name} ${version} is not in ${npmCache}; get it with: deno install`);
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch {
    return false; // Another registry's folder may hold the package.
  }
}

if (import.meta.main) {
  for (const [name, text] of Object.entries(await buildWeb())) {
    await Deno.writeTextFile(new URL(`assets/${name}`, WEB), text);
    console.log(`${name} ${(text.length / 1024).toFixed(1)} KiB`);
  }
}
