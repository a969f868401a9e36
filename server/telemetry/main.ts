import { runService } from "@netops/core/service";
import { buildTelemetry } from "./build.ts";

if (import.meta.main) await runService(buildTelemetry);
