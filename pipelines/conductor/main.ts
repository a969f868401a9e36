import { runService } from "@netops/core/service";
import { buildConductor } from "./build.ts";

if (import.meta.main) await runService(buildConductor);
