import {
  ERROR_CODES,
  formatKvFailure,
  type HttpHandler,
  NetopsError,
  toNetopsError,
} from "@netops/core";
import type { Clock, Logger } from "@netops/core";
import { hasToken } from "@netops/core/service";
import type { DatabaseAccess, Databases } from "./databases.ts";
import { checkAtomicWrite, checkSnapshotRead, checkWatch, LIMITS } from "./limits.ts";
import { chooseVersion, describeDatabase } from "./metadata.ts";
import { readBody } from "./read_body.ts";
import { encodeAtomicWriteOutput, encodeSnapshotReadOutput } from "./wire/answers.ts";
import { decodeAtomicWrite, decodeSnapshotRead, decodeWatch } from "./wire/requests.ts";

/** What the skin works with. */
export interface KvAppOptions {
  readonly databases: Databases;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Counts a request that was served. */
  readonly onRequest: (database: string, call: string) => void;
  /** Ends open watches when it aborts. */
  readonly signal: AbortSignal;
}

const PROTOBUF = { "content-type": "application/x-protobuf" };
const MAX_WATCHES = 1_000;

/**
 * Serves KV Connect: `POST /<database>` is the metadata exchange, `POST /<database>/snapshot_read`,
 * `…/atomic_write` and `…/watch` the data path. Errors are plain text, as its clients show them.
 */
export function createKvApp(options: KvAppOptions): HttpHandler {
  return async (request) => {
    try {
      return await route(request, options);
    } catch (thrown) {
      return refuse(toNetopsError(thrown), options.logger);
    }
  };
}

async function route(request: Request, options: KvAppOptions): Promise<Response> {
  const { pathname, origin } = new URL(request.url);
  const [, name = "", call = "", ...more] = pathname.split("/");
  const access = await options.databases.find(name);
  if (access === undefined || more.length > 0) {
    throw new NetopsError("NOT_FOUND", "Cannot find the database", {
      fix: "call http://127.0.0.1:PORT/DATABASE with a name of a-z, 0-9, _ and -",
    });
  }
  if (request.method !== "POST") {
    throw new NetopsError("METHOD_NOT_ALLOWED", "Cannot serve anything but POST");
  }
  if (!hasToken(request.headers, access.token)) {
    throw new NetopsError(
      "UNAUTHENTICATED",
      `Cannot open the database ${name} as the access token is wrong`,
    );
  }
  const body = await readBody(request, LIMITS.bodyBytes);
  if (call === "") return exchangeMetadata(body, { access, origin, nowMs: options.clock.nowMs() });
  checkDataPathHeaders(request.headers, access);
  const response = await serveCall(call, body, { access, signal: options.signal });
  options.onRequest(name, call);
  return response;
}

interface Exchange {
  readonly access: DatabaseAccess;
  readonly origin: string;
  readonly nowMs: number;
}

function exchangeMetadata(body: Uint8Array, exchange: Exchange): Response {
  const { access, origin, nowMs } = exchange;
  const version = chooseVersion(new TextDecoder().decode(body));
  const { name, id, token } = access;
  return Response.json(
    describeDatabase(version, { database: name, databaseId: id, token, origin, nowMs }),
  );
}

function checkDataPathHeaders(headers: Headers, access: DatabaseAccess): void {
  const version = headers.get("x-denokv-version");
  const sent = version === null ? "x-transaction-domain-id" : "x-denokv-database-id";
  if (version !== null && version !== "2" && version !== "3") {
    throw new NetopsError("REQUEST_INVALID", "Cannot speak this protocol version");
  }
  if (headers.get(sent) !== access.id) {
    throw new NetopsError(
      "REQUEST_INVALID",
      "Cannot serve the request as its database id is another",
    );
  }
}

interface Call {
  readonly access: DatabaseAccess;
  readonly signal: AbortSignal;
}

async function serveCall(call: string, body: Uint8Array, context: Call): Promise<Response> {
  const database = context.access.open();
  if (call === "snapshot_read") {
    const ranges = decodeSnapshotRead(body);
    checkSnapshotRead(ranges);
    return new Response(encodeSnapshotReadOutput(database.read(ranges)), { headers: PROTOBUF });
  }
  if (call === "atomic_write") {
    const write = decodeAtomicWrite(body);
    checkAtomicWrite(write);
    const outcome = await database.write(write);
    return new Response(encodeAtomicWriteOutput(outcome), { headers: PROTOBUF });
  }
  if (call !== "watch") throw new NetopsError("NOT_FOUND", `Cannot find the call ${call}`);
  const keys = decodeWatch(body);
  checkWatch(keys);
  if (database.watchCount >= MAX_WATCHES) {
    throw new NetopsError("RATE_LIMITED", "Cannot open another watch as 1000 are open");
  }
  return new Response(database.watch(keys, context.signal), {
    headers: { "content-type": "application/octet-stream" },
  });
}

/** Clients repeat a 5xx for ever, so only what passes by itself may be one: a full disk may not. */
function refuse(error: NetopsError, logger: Logger): Response {
  const { httpStatus } = ERROR_CODES[error.code];
  const status = error.code === "DISK_FULL" || error.code === "HOME_NOT_WRITABLE"
    ? 409
    : httpStatus;
  if (httpStatus >= 500) {
    logger.log("error", error.message, { code: error.code, cause: String(error.cause) });
  }
  return new Response(formatKvFailure(error), {
    status,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}
