/**
 * What runs k6 scripts needs of them: how their log reads. The scripts themselves run in k6 alone; they
 * are bundled into `load/scripts/built` by tools/build_load.ts.
 *
 * @module
 */
export { type K6LogLine, parseK6LogLine } from "./k6_log_line.ts";
