/**
 * Entry of processes that `bench/telemetry.ts` measures: `boot.config.what` says which.
 *
 * Those that end in `-untraced` are the same without any span, so that "off" is really off.
 */
import { NO_TRACER } from "@netops/core";
import { createApp, runService, type ServiceParts, wrapInOnion } from "@netops/core/service";
import { buildGateway } from "../server/gateway/app.ts";
import { createTitles } from "./telemetry_titles.ts";

await runService((context): Promise<ServiceParts> => {
  const { boot, host, logger } = context;
  const { what, ...config } = boot.config;
  if (what === "gateway-untraced") {
    return buildGateway({ ...context, boot: { ...boot, config }, tracer: NO_TRACER });
  }
  const app = createTitles(createApp(logger));
  if (what === "hono") return Promise.resolve({ handler: (request) => app.fetch(request) });
  const rng = host.createRng(host.randomHex(8));
  const { host: hostname, port } = boot;
  const createRequestId = () => rng.hex(8);
  // Bare, so that nothing counts and times requests; the onion and what faults cost stay.
  return Promise.resolve({
    ...{ bare: true, meetsFaults: true },
    handler: wrapInOnion(context.faults.wrapCarrying((request) => app.fetch(request)), {
      ...{ hostname, port, allowOrigins: [], logger, createRequestId },
    }),
  });
});
