import { runService } from "@netops/core/service";
import { buildOca } from "./build.ts";

if (import.meta.main) await runService(buildOca);
