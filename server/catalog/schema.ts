import { z } from "zod";

const country = z.string().regex(/^[A-Z]{2}$/, "two capital letters, such as DE");
const atMs = z.int().min(0).max(8_640_000_000_000_000);

/** `PUT /internal/titles/:id/licence`; what is left out is open. */
export const LICENCE = z.strictObject({
  countries: z.union([z.literal("all"), z.array(country).max(250)]).default("all"),
  window: z.strictObject({ fromMs: atMs.exactOptional(), untilMs: atMs.exactOptional() })
    .refine(({ fromMs = 0, untilMs = Infinity }) => fromMs < untilMs, {
      error: "a window that begins before it ends",
    })
    .default({}),
});
