import { NetopsError } from "@netops/core";
import { type Counter, hasToken } from "@netops/core/service";
import type { Inventory } from "./inventory.ts";
import { MOST_WHOLE_BYTES } from "./object_loader.ts";
import type { ObjectStore } from "./object_store.ts";

/** What giving to peers works with. */
export interface ServeFillOptions {
  readonly token: string;
  readonly inventory: Inventory;
  readonly store: ObjectStore;
  readonly bytes: Counter;
}

/**
 * Makes the handler that peers fill from: `GET /fill/<titleId>/<version>` gives the list of files,
 * with a path behind it a file. Needs the run's token; touches neither the hot set nor the sessions.
 */
export function createFillRoute(
  options: ServeFillOptions,
): (request: Request, target: string) => Promise<Response> {
  const { token, inventory, store, bytes } = options;
  return async (request, target) => {
    if (!hasToken(request.headers, token)) {
      throw new NetopsError(
        "UNAUTHENTICATED",
        "Cannot give to a peer without the token of the run",
      );
    }
    const path = (target.split("?")[0] ?? "").slice("/fill".length);
    const [, titleId = "", version = "", ...rest] = path.split("/");
    const title = inventory.packageOf({ titleId, version });
    if (title !== undefined && rest.length === 0) return Response.json(title);
    const file = inventory.find(path);
    if (file === undefined) throw new NetopsError("NOT_FOUND", "Cannot give what is not held here");
    bytes.add(file.sizeBytes);
    const { sha256, sizeBytes } = file;
    const body = sizeBytes <= MOST_WHOLE_BYTES
      ? await store.read(sha256)
      : await store.stream(sha256, { start: 0, end: sizeBytes - 1 });
    return new Response(body, {
      headers: { "content-type": "application/octet-stream", "content-length": String(sizeBytes) },
    });
  };
}
