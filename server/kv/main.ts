import { runService } from "@netops/core/service";
import { buildKv } from "./build_kv.ts";

await runService(buildKv);
