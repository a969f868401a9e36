import { z } from "zod";
import { MOST_REPLICAS } from "../nouns/replicas.ts";

/** The body of `POST /v1/apps/APP/scale`. */
export const ScaleRequest = z.strictObject({ replicas: z.int().min(0).max(MOST_REPLICAS) });

export type ScaleRequest = z.infer<typeof ScaleRequest>;
