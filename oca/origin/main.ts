import { runService } from "@netops/core/service";
import { buildOrigin } from "./build.ts";

if (import.meta.main) await runService(buildOrigin);
