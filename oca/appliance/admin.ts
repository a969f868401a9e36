import { NetopsError } from "@netops/core";
import { hasToken } from "@netops/core/service";
import type { Inventory } from "./inventory.ts";
import type { SessionTable } from "./session_table.ts";

/** What the admin port shows. */
export interface AdminOptions {
  readonly token: string;
  readonly inventory: Inventory;
  readonly sessions: SessionTable;
  readonly serveFill: (request: Request, target: string) => Promise<Response>;
}

/** Makes the handler of the admin port: `/inventory`, `/sessions` and `/fill/…`, all with the token. */
export function createOcaAdmin(
  { token, inventory, sessions, serveFill }: AdminOptions,
): (request: Request) => Response | Promise<Response> {
  return (request) => {
    if (!hasToken(request.headers, token)) {
      throw new NetopsError("UNAUTHENTICATED", "Cannot answer without the token of the run");
    }
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/fill/")) return serveFill(request, pathname);
    if (pathname === "/inventory") return Response.json({ titles: inventory.packages });
    if (pathname === "/sessions") {
      return Response.json({
        // The signature opens the title to whoever reads it.
        sessions: sessions.sessions.map(({ key: _key, sig: _sig, ...facts }) => facts),
      });
    }
    throw new NetopsError("NOT_FOUND", `Cannot find ${request.method} ${pathname}`);
  };
}
