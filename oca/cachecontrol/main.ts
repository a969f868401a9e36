import { runService } from "@netops/core/service";
import { buildCachecontrol } from "./build.ts";

if (import.meta.main) await runService(buildCachecontrol);
