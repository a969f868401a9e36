/**
 * Viewers that sign in. The order says how many, when, and what.
 *
 * @module
 */
export { handleSummary, options, playSession as default, setup } from "./session_script.ts";
