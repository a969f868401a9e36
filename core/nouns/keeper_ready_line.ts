/** What the keeper prints on stdout once it listens. */
export const KEEPER_READY_LINE = "ready";

/** What the keeper prints when fleet asks whether it can still act. */
export const KEEPER_PONG_LINE = "pong";
