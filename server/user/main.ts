import { runService } from "@netops/core/service";
import { buildUser } from "./build.ts";

if (import.meta.main) await runService(buildUser);
