import type { LabelSet } from "../../model/label_set.ts";
import { xxHash64 } from "./xx_hash.ts";

const LARGEST_HASH = 2 ** 64;

/**
 * Says whether `limit_ratio` takes a series: always the same ones of the same ratio.
 *
 * A ratio r ≥ 0 takes those whose hash, as a share of the largest, is below r; r < 0 takes exactly those
 * that 1 + r leaves. The hash is Prometheus', so both choose the same series.
 */
export function isSampled(labels: LabelSet, ratio: number): boolean {
  const share = Number(xxHash64(encoded(labels))) / LARGEST_HASH;
  return ratio >= 0 ? share < Math.min(ratio, 1) : share >= 1 + Math.max(ratio, -1);
}

/** Names and values with their lengths: one byte, or 255 and three bytes. Source: Prometheus, stringlabels. */
function encoded(labels: LabelSet): Uint8Array {
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const pair of labels.entries()) {
    for (const text of pair) {
      const part = encoder.encode(text);
      const { length } = part;
      if (length < 255) bytes.push(length);
      else bytes.push(255, length & 255, (length >> 8) & 255, (length >> 16) & 255);
      bytes.push(...part);
    }
  }
  return Uint8Array.from(bytes);
}
