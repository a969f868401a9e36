import type { TitlePackage } from "@netops/core/contracts";

/** A package as origin would tell it, for tests. */
export function testPackage(titleId: string, change: Partial<TitlePackage> = {}): TitlePackage {
  return {
    titleId,
    version: "0123456789abcdef",
    title: `Name of ${titleId}`,
    durationMs: 16_000,
    segmentMs: 2_000,
    rungs: [{ name: "v0", width: 426, height: 240, bitrateBps: 300_000, codecs: "avc1.42c015" }],
    audio: [{ name: "a0", language: "en", bitrateBps: 64_000, codecs: "mp4a.40.2" }],
    captions: [{ language: "en", label: "English", path: "captions/en.vtt" }],
    files: [{ path: "master.m3u8", sizeBytes: 10, sha256: "00" }],
    ...change,
  };
}
