/**
 * Viewers that play, for a long time. The order says how many, when, and what.
 *
 * @module
 */
export { handleSummary, options, playSession as default, setup } from "./session_script.ts";
