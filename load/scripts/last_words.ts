/** What could not be told to playback for so long is old. */
export const BEACON_DEADLINE_MS = 8_000;

/** How long a session that is over waits for its last beacons; as long as one of the built-in engine does. */
export const CLOSE_LIMIT_MS = 3_000;

/** What k6 itself needs to hand an answer to its script, or a line to us, on a machine that is busy. */
const MARGIN_MS = 2_000;

/**
 * How long k6 lets sessions be when every one was stopped. The last line of a session comes when its last beacons were
 * told, and k6 cannot end a request that is under way: cut off before that, stalls and played time would be lost.
 */
export const LAST_WORDS_MS = Math.max(BEACON_DEADLINE_MS, CLOSE_LIMIT_MS) + MARGIN_MS;
