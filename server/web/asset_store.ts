import icon from "./assets/icon.svg" with { type: "text" };
import plot from "./assets/plot.js" with { type: "text" };
import script from "./assets/ops.js" with { type: "text" };
import style from "./assets/ops.css" with { type: "text" };
import { once } from "./once.ts";

/** A built file as it is served: its name holds the hash of its content, so it never changes. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

/** The files that the page needs. */
export interface AssetStore {
  readonly script: Asset;
  /** Draws charts; loaded by the first view that has one. */
  readonly plot: Asset;
  readonly style: Asset;
  readonly icon: Asset;
  /** Draw deploys and loads, and how they look; read by the first page. */
  readonly deploys: () => Promise<ViewAssets>;
  readonly loads: () => Promise<ViewAssets>;
}

/** What a view that is loaded apart needs of its own. */
export interface ViewAssets {
  readonly script: Asset;
  readonly style: Asset;
}

const FOREVER = "public, max-age=31536000, immutable";

/** Names the built files by the first 12 hex digits of their SHA-256. */
export async function createAssetStore(): Promise<AssetStore> {
  return {
    script: await assetOf("ops", script, ["js", "text/javascript; charset=utf-8"]),
    plot: await assetOf("plot", plot, ["js", "text/javascript; charset=utf-8"]),
    style: await assetOf("ops", style, ["css", "text/css; charset=utf-8"]),
    icon: await assetOf("icon", icon, ["svg", "image/svg+xml"]),
    deploys: once(readDeployAssets),
    loads: once(readLoadAssets),
  };
}

async function readDeployAssets(): Promise<ViewAssets> {
  const [{ default: script }, { default: style }] = await Promise.all([
    import("./assets/deploys.js", { with: { type: "text" } }),
    import("./assets/deploys.css", { with: { type: "text" } }),
  ]);
  return await viewAssets("deploys", { script, style });
}

async function readLoadAssets(): Promise<ViewAssets> {
  const [{ default: script }, { default: style }] = await Promise.all([
    import("./assets/loads.js", { with: { type: "text" } }),
    import("./assets/loads.css", { with: { type: "text" } }),
  ]);
  return await viewAssets("loads", { script, style });
}

async function viewAssets(
  name: string,
  { script, style }: { readonly script: string; readonly style: string },
): Promise<ViewAssets> {
  return {
    script: await assetOf(name, script, ["js", "text/javascript; charset=utf-8"]),
    style: await assetOf(name, style, ["css", "text/css; charset=utf-8"]),
  };
}

/** Answers one file for good, or undefined when there is no such file now. */
export async function serveAsset(store: AssetStore, path: string): Promise<Response | undefined> {
  const { script, plot, style, icon } = store;
  const view = /\/(deploys|loads)-/.exec(path)?.[1] as "deploys" | "loads" | undefined;
  const apart = view === undefined ? [] : Object.values(await store[view]());
  const asset = [script, plot, style, icon, ...apart].find((one) => one.path === path);
  if (asset === undefined) return undefined;
  return new Response(asset.text, {
    headers: { "content-type": asset.type, "cache-control": FOREVER },
  });
}

async function assetOf(
  name: string,
  text: string,
  [suffix, type]: readonly [string, string],
): Promise<Asset> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const hash = [...new Uint8Array(digest, 0, 6)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { path: `/ops/assets/${name}-${hash}.${suffix}`, type, text };
}
