/**
 * Viewers that play: the whole hot path, from the play call to the last beacon. The order says how many, when, and what.
 *
 * @module
 */
export { handleSummary, options, playSession as default, setup } from "./session_script.ts";
