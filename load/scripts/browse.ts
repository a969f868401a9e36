/**
 * Viewers that look at pages and play nothing. The order says how many, when, and what.
 *
 * @module
 */
export { handleSummary, options, playSession as default, setup } from "./session_script.ts";
