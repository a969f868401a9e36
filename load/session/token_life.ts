/** Not before half of its life is over. */
const LEAST_AGE_RATIO = 0.5;
/** And at four fifths at the latest: a whole pool whose tokens end at once would storm the sign-in. */
const AGE_SPREAD_RATIO = 0.3;

/**
 * Says when to sign in anew, in wall ms, by the claims of a JSON Web Token: between half and four fifths
 * of its life, as `drawn` from [0, 1) says; Infinity when the claims tell no life.
 */
export function renewalTimeMs(claims: string, drawn: number): number {
  try {
    const { iat, exp } = JSON.parse(claims) as { readonly iat: number; readonly exp: number };
    const atS = iat + (exp - iat) * (LEAST_AGE_RATIO + AGE_SPREAD_RATIO * drawn);
    return Number.isFinite(atS) ? atS * 1_000 : Infinity;
  } catch {
    return Infinity;
  }
}
