/**
 * The language of telemetry's queries, for those who check them before telemetry runs. Pure; it loads the
 * grammar, so it is imported when there is something to check.
 *
 * @module
 */
export { checkQuery, type QueryCheck } from "./check_query.ts";
