/**
 * Runs a search process.
 *
 * @module
 */
import { runService } from "@netops/core/service";
import { buildSearch } from "./build.ts";

if (import.meta.main) await runService(buildSearch);
