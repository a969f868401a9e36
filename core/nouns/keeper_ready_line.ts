/** What the keeper prints on stdout once it listens. */
export const KEEPER_READY_LINE = "ready";
