import { runService } from "@netops/core/service";
import { buildPlayback } from "./build.ts";

if (import.meta.main) await runService(buildPlayback);
