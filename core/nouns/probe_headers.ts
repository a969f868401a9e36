/** The header of a numbered request that a release is watched by: `ID-NUMBER`. */
export const PROBE_HEADER = "x-netops-probe";

/** Says in the answer to a probe which server group's own answer it is; an answer of a gateway has none. */
export const SERVED_BY_HEADER = "x-netops-served-by";

/** Says which app answered in place of the one that was asked. */
export const FALLBACK_HEADER = "x-netops-fallback";
