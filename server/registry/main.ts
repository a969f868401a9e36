/**
 * Runs the registry process.
 *
 * @module
 */
import { runService } from "@netops/core/service";
import { buildRegistry } from "./build.ts";

await runService(buildRegistry);
