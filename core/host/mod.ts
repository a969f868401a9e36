/**
 * The only code that touches time, chance, environment, processes and network; all of it behind ports.
 *
 * @module
 */
export { createHost, type Host } from "./host.ts";
export { createSeededRng } from "./seeded_rng.ts";
export type { StopSignal } from "./signals.ts";
export { createJsonLogger } from "./log_writer.ts";
export { type Daemon, type DaemonRequest, spawnDaemon } from "./daemon.ts";
export { cacheModules, type CacheModulesOptions, denoCacheDir } from "./cache_modules.ts";
