import { NetopsError } from "@netops/core";

/**
 * Reads `5,25,50`: percents of the requests, each above the one before, all above 0 and below 100.
 *
 * @throws {NetopsError} USAGE
 */
export function readShares(text: string): number[] {
  const parts = text.split(",").map((part) => part.trim().replace(/\s*%$/, ""));
  const shares = parts.map((part) => /^\d+(\.\d+)?$/.test(part) ? Number(part) : NaN);
  const areShares = shares.every((share) => share > 0 && share < 100);
  if (areShares && shares.every((share, at) => at === 0 || share > (shares[at - 1] ?? 0))) {
    return shares;
  }
  const why = areShares ? "each must be more than the one before" : "each is a percent, 0 to 100";
  throw new NetopsError("USAGE", `Cannot take "${text}" for --steps as ${why}`, {
    fix: "write it like 5,25,50; all requests come after the last one anyway",
  });
}
