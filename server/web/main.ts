import { createFleetClient } from "@netops/core/clients";
import { runService } from "@netops/core/service";
import { createOpsApp } from "./app.ts";

if (import.meta.main) {
  await runService(async ({ boot, host, signal }) => {
    const http = host.createHttpClient();
    const { fleetUrl, token, registryUrl, telemetryUrl, port, home } = boot;
    const app = await createOpsApp({
      fleet: createFleetClient({ fleetUrl, token, http }),
      http,
      clock: host.clock,
      timer: host.timer,
      registryUrl,
      telemetryUrl,
      // The command line keeps them there (cli/load/load_store.ts).
      loadsDir: `${home}/data/loads`,
      token,
      port,
      createSessionId: () => host.randomHex(32),
      signal,
    });
    return {
      handler: (request) => app.fetch(request),
      stop: () => Promise.resolve(http.close()),
    };
  });
}
