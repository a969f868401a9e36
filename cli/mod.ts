/**
 * The command line of netops: the command tree as data, for docs and tests.
 *
 * @module
 */
export { TREE } from "./tree.ts";
export { GLOBAL_OPTIONS } from "./tree/global_options.ts";
export type { CommandSpec, OptionSpec } from "./spec.ts";
