import type { CatalogTitle } from "@netops/core/contracts";
import { EDITORIAL } from "../../server/catalog/editorial.ts";

const TITLES = new URL("../../oca/origin/titles/", import.meta.url);

/** The plans as billing sells them. */
export const PLANS = [
  { plan: "basic", maxStreams: 1, maxHeight: 480, price: { amountMinor: 499, currency: "EUR" } },
  {
    plan: "standard",
    maxStreams: 2,
    maxHeight: 1080,
    price: { amountMinor: 999, currency: "EUR" },
  },
  {
    plan: "premium",
    maxStreams: 4,
    maxHeight: 2160,
    price: { amountMinor: 1499, currency: "EUR" },
  },
];

/** What the account paid last. */
export function invoiceOf(plan: string) {
  const { price } = PLANS.find((one) => one.plan === plan) ?? { price: { amountMinor: 0 } };
  const fromMs = Date.UTC(2026, 10, 24);
  return {
    ...{ number: "A1B2C3D4E5-0001", plan, country: "DE", ...price },
    ...{ fromMs, untilMs: Date.UTC(2026, 11, 24), issuedAtMs: fromMs, chargeId: "c1" },
  };
}

/** Why the stub's OCAs stand where they stand. */
export const REASONS: readonly (readonly string[])[] = [
  ["longest prefix 127.0.0.0/16 (16 bits)", "embedded in isp-a", "MED 0", "load 4 %"],
  ["longest prefix 127.0.0.0/16 (16 bits)", "embedded in isp-a", "MED 0", "load 11 %"],
  ["longest prefix 127.0.0.0/16 (16 bits)", "public peering at ix", "MED 10", "load 2 %"],
];

/** The built-in titles as catalog shows them. */
export async function readTitles(): Promise<CatalogTitle[]> {
  return await Promise.all(EDITORIAL.map(async (editorial) => {
    const text = await Deno.readTextFile(new URL(`${editorial.id}/title.json`, TITLES));
    const { durationMs, rungs, captions, version } = JSON.parse(text);
    return { ...editorial, durationMs, rungs, captions, version, audioLanguages: ["en"] };
  }));
}

/** Answers with a problem document. */
export function problem(
  { status, code, detail }: { status: number; code: string; detail: string },
) {
  return Response.json({ type: "about:blank", title: code, status, code, detail }, {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}
