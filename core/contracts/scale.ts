import { z } from "zod";

/** The body of `POST /v1/apps/APP/scale`. */
export const ScaleRequest = z.strictObject({ replicas: z.int().min(0).max(50) });

export type ScaleRequest = z.infer<typeof ScaleRequest>;
