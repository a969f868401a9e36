/**
 * Builds the browser code of the operations page and of the watch page:
 * `deno run -A tools/build_web.ts`.
 *
 * The results are committed (server/web/assets, server/watch/assets), so that nothing is bundled when
 * the platform starts; tests build again and compare.
 *
 * @module
 */
import { build, type BuildOptions, type OutputFile, type Plugin, stop } from "esbuild";

const ROOT = new URL("../", import.meta.url);
const WEB = new URL("server/web/", ROOT);
const WATCH = new URL("server/watch/", ROOT);

/** The built files by name. */
export type WebAssets = Readonly<Record<string, string>>;

/** Players that are served as they come from npm, each loaded by the page when it is chosen. */
const PLAYERS: readonly { readonly name: string; readonly file: string; readonly asset: string }[] =
  [
    { name: "hls.js", file: "dist/hls.min.mjs", asset: "hls.js" },
    { name: "dashjs", file: "dist/modern/esm/dash.mediaplayer.min.js", asset: "dash.js" },
  ];

/** What is generated is neither formatted nor linted. */
const SCRIPT_MARK = "// deno-fmt-ignore-file\n// deno-lint-ignore-file\n";
const STYLE_MARK = "/* deno-fmt-ignore-file */\n";

/**
 * Bundles and minifies the ops page's script and style, and apart from them what draws charts (uPlot), and
 * deploys and loads, which draw by the page's Preact; the same input gives the same bytes.
 */
export async function buildWeb(): Promise<WebAssets> {
  try {
    const files = await bundle({
      ops: new URL("client/main.tsx", WEB).pathname,
      style: new URL("styles/ops.css", WEB).pathname,
    });
    const [plot] = await bundle({ plot: new URL("client/plot.ts", WEB).pathname });
    const apart: OutputFile[] = [];
    for (const name of ["deploys", "loads"]) {
      const entries = {
        [name]: new URL(`client/${name}.ts`, WEB).pathname,
        [`${name}-style`]: new URL(`styles/${name}.css`, WEB).pathname,
      };
      const jsxRuntime = new URL("client/page_runtime.ts", WEB).pathname;
      apart.push(...await bundle(entries, { jsxRuntime }));
    }
    return {
      ...Object.fromEntries(files.map((file) => [`ops.${suffixOf(file.path)}`, file.text])),
      "plot.js": plot?.text ?? "",
      ...Object.fromEntries(apart.map(({ path, text }) => [
        path.replace("-style", "").slice(1),
        text,
      ])),
    };
  } finally {
    await stop();
  }
}

/**
 * Bundles the watch page, and takes the two players as they are; `index.json` names each file by the
 * first 12 hex digits of its SHA-256, so that the service reads nothing else when it starts.
 */
export async function buildWatch(): Promise<WebAssets> {
  const assets: Record<string, string> = {};
  try {
    const files = await bundle({
      watch: new URL("client/main.tsx", WATCH).pathname,
      style: new URL("styles/watch.css", WATCH).pathname,
    });
    for (const { path, text } of files) {
      const suffix = suffixOf(path);
      assets[`watch.${suffix}`] = (suffix === "css" ? STYLE_MARK : SCRIPT_MARK) + text;
    }
  } finally {
    await stop();
  }
  for (const { name, file, asset } of PLAYERS) {
    const text = await Deno.readTextFile(`${await npmFolder(name)}/${file}`);
    assets[asset] = SCRIPT_MARK + text.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
  }
  assets["icon.svg"] = await Deno.readTextFile(new URL("assets/icon.svg", WATCH));
  return { ...assets, "index.json": await indexOf(assets) };
}

async function indexOf(assets: WebAssets): Promise<string> {
  const index: Record<string, string> = {};
  for (const [name, text] of Object.entries(assets)) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    const hash = [...new Uint8Array(digest, 0, 6)]
      .map((byte) => byte.toString(16).padStart(2, "0")).join("");
    index[name] = name.replace(/\.(\w+)$/, `-${hash}.$1`);
  }
  return JSON.stringify(index, null, 2) + "\n";
}

async function bundle(
  entryPoints: Readonly<Record<string, string>>,
  { jsxRuntime }: { readonly jsxRuntime?: string } = {},
): Promise<OutputFile[]> {
  const options = {
    entryPoints,
    outdir: "/",
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["chrome120", "firefox120", "safari17.1"],
    charset: "utf8",
    legalComments: "eof",
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [await importMapPlugin(jsxRuntime)],
  } as const satisfies BuildOptions;
  const result = await build({ ...options, target: [...options.target] });
  return result.outputFiles;
}

function suffixOf(path: string): string {
  return path.endsWith(".css") ? "css" : "js";
}

/**
 * Resolves what the pages import by name: core's door, and packages in Deno's npm cache. `jsxRuntime` stands in
 * for Preact's own.
 */
async function importMapPlugin(jsxRuntime: string | undefined): Promise<Plugin> {
  const preact = await npmFolder("preact");
  const ownRuntime = `${preact}/jsx-runtime/dist/jsxRuntime.mjs`;
  const uplot = await npmFolder("uplot");
  return {
    name: "import-map",
    setup(setup) {
      setup.onResolve({ filter: /^@netops\/core$/ }, () => ({
        path: new URL("core/mod.ts", ROOT).pathname,
        sideEffects: false,
      }));
      setup.onResolve({ filter: /^uplot(\/dist\/uPlot\.min\.css)?$/ }, ({ path }) => ({
        path: `${uplot}/dist/${path === "uplot" ? "uPlot.esm.js" : "uPlot.min.css"}`,
        ...(path === "uplot" ? { sideEffects: false } : {}),
      }));
      setup.onResolve({ filter: /^preact(\/jsx-runtime)?$/ }, ({ path }) => ({
        path: path === "preact" ? `${preact}/dist/preact.mjs` : jsxRuntime ?? ownRuntime,
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

async function write(folder: URL, assets: WebAssets): Promise<void> {
  for (const [name, text] of Object.entries(assets)) {
    await Deno.writeTextFile(new URL(`assets/${name}`, folder), text);
    console.log(`${name} ${(text.length / 1024).toFixed(1)} KiB`);
  }
}

if (import.meta.main) {
  await write(WEB, await buildWeb());
  await write(WATCH, await buildWatch());
}
