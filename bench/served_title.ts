import { signTitleUrl, TitleKeys } from "@netops/core";
import type { ServiceBoot, TitlePackage } from "@netops/core/contracts";
import { sha256Hex, versionOf } from "../oca/appliance/check_package.ts";
import { ObjectStore } from "../oca/appliance/object_store.ts";
import { freePort, type RunningService, startService } from "../tests/harness/start_service.ts";

const VALID_S = 3_600;

/** An OCA that has a title of some segments. */
export interface ServedTitle {
  readonly service: RunningService;
  /** The signed address of the segment of that size. */
  url(sizeBytes: number): string;
}

/** The bytes of the segment of a size; the same everywhere. */
export function segmentOf(sizeBytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: sizeBytes }, (_, at) => (at * 31 + (at >> 8)) & 0xff);
}

/** Where the segment of a size stands within its title. */
export const segmentPath = (sizeBytes: number): string => `v0/${sizeBytes}.m4s`;

/** Starts an OCA over a data folder that is whole already, so that it serves without anybody else. */
export async function startServedTitle(
  sizesBytes: readonly number[],
  boot: Partial<ServiceBoot> & { readonly dataDir: string; readonly token: string },
): Promise<ServedTitle> {
  const title = await fillFolder(boot.dataDir, sizesBytes);
  const home = boot.dataDir;
  const service = await startService({
    entry: "oca/appliance/main.ts",
    boot: { home, adminPort: freePort(), ...boot },
  });
  const nowMs = Date.now();
  const query = signTitleUrl(new TitleKeys(boot.token), {
    ...{ ...title, clientIp: "127.0.0.1", nowMs, expiresAtS: nowMs / 1_000 + VALID_S },
  });
  return {
    service,
    url: (sizeBytes) =>
      `${service.url}/${title.titleId}/${title.version}/${segmentPath(sizeBytes)}?${query}`,
  };
}

async function fillFolder(dir: string, sizesBytes: readonly number[]): Promise<TitlePackage> {
  const store = new ObjectStore(dir);
  await store.open();
  const files = await Promise.all(sizesBytes.map(async (sizeBytes) => {
    const bytes = segmentOf(sizeBytes);
    const sha256 = await sha256Hex(bytes);
    await store.write(sha256, bytes);
    return { path: segmentPath(sizeBytes), sizeBytes, sha256 };
  }));
  const about = { title: "bench", durationMs: 1, segmentMs: 1, rungs: [], audio: [], captions: [] };
  const title = { titleId: "bench", version: await versionOf({ files }), ...about, files };
  await store.writeMarker(title);
  return title;
}
