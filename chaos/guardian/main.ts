import { runService } from "@netops/core/service";
import { buildGuardian } from "./build.ts";

if (import.meta.main) await runService(buildGuardian);
