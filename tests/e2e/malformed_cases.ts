import type { Rng } from "@netops/core";
import type { MalformedFamily, MalformedTarget, RefusalRule } from "./malformed_draft.ts";
import { FRAMING_FAMILIES } from "./malformed_framing.ts";
import { LINE_FAMILIES } from "./malformed_lines.ts";

export type { MalformedTarget, RefusalRule } from "./malformed_draft.ts";

/** One request that no honest client sends. */
export interface MalformedCase {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** With a rule, no answer may be a success. */
  readonly rule: RefusalRule;
  /** The server has to wait for more: the sender hangs up its side at once. */
  readonly incomplete: boolean;
}

const FAMILIES: Readonly<Record<string, MalformedFamily>> = {
  ...FRAMING_FAMILIES,
  ...LINE_FAMILIES,
};

/** The families of cases. */
export const MALFORMED_FAMILIES: readonly string[] = Object.keys(FAMILIES);

/** Draws one case; the same generator state gives the same case. */
export function drawMalformedCase(rng: Rng, target: MalformedTarget): MalformedCase {
  const name = MALFORMED_FAMILIES[rng.integer(MALFORMED_FAMILIES.length)]!;
  const draft = FAMILIES[name]!(rng, target);
  const bytes = new Uint8Array(draft.text.length);
  for (let n = 0; n < bytes.length; n++) bytes[n] = draft.text.charCodeAt(n);
  return { name, bytes, rule: draft.rule ?? "none", incomplete: draft.incomplete ?? false };
}
