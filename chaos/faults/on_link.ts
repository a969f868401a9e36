import { z } from "zod";
import { ANYWHERE, INSTANCES, type TargetWord } from "./fault_kind.ts";

/** What the kinds have in common that a proxy of bytes in front of an instance carries out. */
export const LINK = {
  ...ANYWHERE,
  targets: [...INSTANCES, "link"] as readonly TargetWord[],
  undo: "the toxic is removed and the link taken out; seen when callers dial the instance itself",
  takesAway: false,
} as const;

/** Parameters of every toxic: which connections, and which way. */
export const TOXICITY = {
  /** This share of the connections, 0..1; drawn once for each. */
  toxicity: z.number().min(0).max(1).default(1),
  stream: z.enum(["upstream", "downstream"]).default("downstream"),
};

interface ToxicParameters {
  readonly toxicity: number;
  readonly stream: "upstream" | "downstream";
}

/** One toxic as the API takes it. */
export function toxicOf(
  type: string,
  { toxicity, stream }: ToxicParameters,
  attributes: Readonly<Record<string, number>>,
) {
  return [{ type, stream, toxicity, attributes }] as const;
}
