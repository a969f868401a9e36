import type { SteerAnswer } from "@netops/core/contracts";
import type { Paint } from "../print/color.ts";
import { formatTable } from "../print/table.ts";

/** Who was steered. */
export interface SteeredClient {
  readonly ip: string;
  readonly titleId: string;
}

/** The answer as `netops oca steer --json` prints it. */
export function steerDocument(answer: SteerAnswer, { ip, titleId }: SteeredClient): unknown {
  return { schema: "netops.steer/v1", ip, title: titleId, ...answer };
}

/** The answer for people: each OCA with its reasons, then who was not offered. */
export function steerLines(
  { ranked, rejected }: SteerAnswer,
  { ip, titleId, paint }: SteeredClient & { readonly paint: Paint },
): readonly string[] {
  const head = `client ${ip}, title ${titleId}: ${ranked.length} offered, ${rejected.length} not`;
  const offered = ranked.flatMap(({ oca, rank, url, reasons }) => [
    "",
    `${rank}  ${paint("bold", oca)}  ${paint("dim", url)}`,
    ...reasons.map((reason) => `   ${reason}`),
  ]);
  if (rejected.length === 0) return [head, ...offered];
  const columns = [{ title: "NOT OFFERED" }, { title: "REASON" }, { title: "BECAUSE" }] as const;
  const rows = rejected.map(({ oca, reason, detail }) => [oca, reason, detail]);
  return [head, ...offered, "", ...formatTable(columns, rows, { paint })];
}
