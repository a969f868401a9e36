import index from "./assets/index.json" with { type: "json" };

/** Where the gateway serves this app; the page itself never sees another address. */
export const MOUNT = "/watch";

/** A file that the page is made of. */
export type AssetName = keyof typeof index;

const TYPES: Readonly<Record<string, string>> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};
const FOREVER = "public, max-age=31536000, immutable";

/** The address of a file as the browser asks for it; it holds the hash of the content. */
export function assetUrl(name: AssetName): string {
  return `${MOUNT}/assets/${index[name]}`;
}

/**
 * Answers one file for good, or undefined when no file has this name and this content.
 *
 * Files are streamed from the disk and not kept: the players are 1.3 MB that one browser asks for once.
 */
export async function openAsset(hashedName: string): Promise<Response | undefined> {
  const name = Object.entries(index).find(([, hashed]) => hashed === hashedName)?.[0];
  if (name === undefined) return undefined;
  const file = await Deno.open(new URL(`./assets/${name}`, import.meta.url));
  const { size } = await file.stat();
  return new Response(file.readable, {
    headers: {
      "content-type": TYPES[name.split(".").pop() ?? ""] ?? "application/octet-stream",
      "content-length": String(size),
      "cache-control": FOREVER,
    },
  });
}
