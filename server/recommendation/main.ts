/**
 * Runs a recommendation process.
 *
 * @module
 */
import { runService } from "@netops/core/service";
import { buildRecommendation } from "./build.ts";

if (import.meta.main) await runService(buildRecommendation);
