import { type HttpHandler, PrincipalSeal } from "@netops/core";
import { accountReader } from "@netops/core/faults";
import { requireToken, type ServiceContext } from "@netops/core/service";
import { createHttpLinksApp } from "./app.ts";
import { HttpLinks } from "./http_links.ts";

/** HTTP links as a part of a process. */
export interface HttpLinksPart {
  /** For the guardian alone: it needs the run's token. */
  readonly adminHandler: HttpHandler;
  close(): Promise<void>;
}

/** Puts HTTP links together. */
export function buildHttpLinks({ boot, host, logger }: ServiceContext): HttpLinksPart {
  const { clock, timer, createRng, httpServer, webSockets } = host;
  const links = new HttpLinks({
    ...{ clock, timer, createRng, httpServer, webSockets },
    createHttpClient: () => host.createHttpClient({ maxIdlePerHost: 128 }),
    authorize: (headers) => requireToken(headers, boot.token),
    accountOf: accountReader(new PrincipalSeal(boot.token)),
  });
  const app = createHttpLinksApp({ links, token: boot.token, logger });
  return { adminHandler: (request) => app.fetch(request), close: () => links.closeAll() };
}
