import type { PlanName } from "@netops/core/contracts";
import { z } from "zod";

const PLAN_NAMES = ["basic", "standard", "premium"] as const satisfies readonly PlanName[];

const email = z.string().trim().toLowerCase().max(254).pipe(z.email());

/** Whoever chose 8 characters may have chosen 8 of any script: code points count, not UTF-16 units. */
const newPassword = z.string().refine((text) => {
  const length = [...text.normalize("NFC")].length;
  return length >= 8 && length <= 200;
}, "must have 8 to 200 characters");

/** `POST /signup`. */
export const SignUpBody = z.strictObject({
  email,
  password: newPassword,
  country: z.string().regex(/^[A-Za-z]{2}$/, "must be two letters, as in ISO 3166-1")
    .transform((text) => text.toUpperCase()),
  plan: z.enum(PLAN_NAMES).default("standard"),
});

/** `POST /login`: what no password can be is not told from a wrong one, but it is not hashed either. */
export const LoginBody = z.strictObject({ email, password: z.string().max(1_000) });

/** `POST /refresh`. */
export const RefreshBody = z.strictObject({ refreshToken: z.string().max(500) });

/** `POST /logout`: without a token every sign-in of the account ends. */
export const LogoutBody = z.strictObject({ refreshToken: z.string().max(500).optional() });

/** `POST /profiles`, `PUT /profiles/:id`. */
export const ProfileBody = z.strictObject({
  name: z.string().trim().min(1).max(40),
  language: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a language tag")
    .default("en"),
  kids: z.boolean().default(false),
});

export type SignUpBody = z.infer<typeof SignUpBody>;
export type LoginBody = z.infer<typeof LoginBody>;
