import { runService } from "@netops/core/service";
import { buildCatalog } from "./build.ts";

if (import.meta.main) await runService(buildCatalog);
