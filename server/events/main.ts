/**
 * Runs the events process.
 *
 * @module
 */
import { runService } from "@netops/core/service";
import { buildEvents } from "./build.ts";

if (import.meta.main) await runService(buildEvents);
