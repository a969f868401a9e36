/**
 * Reads, checks, explains and writes `netops.yaml`.
 *
 * Import it lazily: it brings zod and a YAML parser.
 *
 * @module
 */
export {
  type ConfigPlace,
  type ConfigProblem,
  formatPlace,
  formatProblem,
} from "./config_problem.ts";
export type { ConfigFlag, ConfigOrigin, LoadConfigOptions, LoadedConfig } from "./loaded_config.ts";
export { loadConfig } from "./load_config.ts";
export { formatOrigins } from "./origins.ts";
export { configJsonSchema } from "./json_schema.ts";
export { initConfig, type InitOptions, type InitResult } from "./init/mod.ts";
