import { createHost } from "@netops/core/host";
import { runFleet } from "./run_fleet.ts";

if (import.meta.main) {
  const host = createHost();
  host.exit(await runFleet(host));
}
