import { runService } from "@netops/core/service";
import { buildBilling } from "./build.ts";

if (import.meta.main) await runService(buildBilling);
