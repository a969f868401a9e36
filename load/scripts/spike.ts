/**
 * Viewers that play, of whom many more come all at once. The order says how many, when, and what.
 *
 * @module
 */
export { handleSummary, options, playSession as default, setup } from "./session_script.ts";
