import type { ClientRange } from "@netops/load";

/** How many addresses of a network viewers come from. */
const ADDRESSES = 200;
/** Behind the first addresses of a network, where tests and people put things. */
const SKIPPED = 257;
const LOOPBACK = 127;

/**
 * The addresses that viewers come from: some of each network of the prefix table that lies in 127.0.0.0/8
 * and is smaller than it, so that steering ranks by the real address of a connection.
 */
export function clientRanges(prefixes: readonly string[]): readonly ClientRange[] {
  return [...new Set(prefixes)].flatMap((prefix) => {
    const [, a, b, c, d, length] = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(prefix) ?? [];
    const bits = Number(length);
    if (Number(a) !== LOOPBACK || bits <= 8 || bits > 22) return [];
    const network = ((Number(a) << 24) | (Number(b) << 16) | (Number(c) << 8) | Number(d)) >>> 0;
    const first = network + SKIPPED;
    return [{ prefix, from: addressOf(first), to: addressOf(first + ADDRESSES - 1) }];
  });
}

function addressOf(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}
