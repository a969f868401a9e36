import { runService } from "@netops/core/service";
import { buildSteering } from "./build.ts";

if (import.meta.main) await runService(buildSteering);
