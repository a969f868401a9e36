import type { HeldTitle, TitlePackage } from "@netops/core/contracts";

const NAME = /^[a-z0-9][a-z0-9-]{0,99}$/;
const PATH = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,7}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const MOST_FILES = 100_000;
/** First segments of paths that mean something else on an OCA. */
const RESERVED = ["fill", "healthz", "metrics"];

/**
 * Whether a list of files is the one that its version names.
 *
 * version = first 16 hex digits of SHA-256 over the sorted lines `path sha256\n`, so a source cannot give
 * one list for another.
 */
export async function isPackageOf(title: TitlePackage, held: HeldTitle): Promise<boolean> {
  const { titleId, version, files } = title;
  if (titleId !== held.titleId || version !== held.version) return false;
  if (!NAME.test(titleId) || RESERVED.includes(titleId) || !Array.isArray(files)) return false;
  if (files.length === 0 || files.length > MOST_FILES) return false;
  const sane = files.every(({ path, sizeBytes, sha256 }) =>
    PATH.test(path) && SHA256.test(sha256) && Number.isSafeInteger(sizeBytes) && sizeBytes >= 0
  );
  return sane && await versionOf(title) === version;
}

/** The version that a list of files has. */
export async function versionOf({ files }: Pick<TitlePackage, "files">): Promise<string> {
  const lines = files.map(({ path, sha256 }) => `${path} ${sha256}\n`).sort();
  return (await sha256Hex(new TextEncoder().encode(lines.join("")))).slice(0, 16);
}

/** SHA-256 in hex, off the event loop. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
