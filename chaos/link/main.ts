/**
 * Runs the link process: Toxiproxy's HTTP API over TCP proxies on loopback, and on its admin port the
 * proxies that read HTTP.
 *
 * @module
 */
import { runService } from "@netops/core/service";
import { buildHttpLinks } from "../http_link/build.ts";
import { buildLink } from "./build.ts";

if (import.meta.main) {
  await runService(async (context) => {
    const tcp = await buildLink(context);
    const { adminHandler, close } = buildHttpLinks(context);
    return {
      ...tcp,
      adminHandler,
      closeListeners: async (deadlineMs) => {
        await Promise.all([tcp.closeListeners?.(deadlineMs), close()]);
      },
    };
  });
}
