import { createHost } from "@netops/core/host";
import { runKeeper } from "./run_keeper.ts";

if (import.meta.main) await runKeeper(createHost());
