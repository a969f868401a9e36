import type { FaultEffect, HeldFault } from "../contracts/fault.ts";
import { NetopsError } from "../errors/netops_error.ts";
import { type FaultBook, isRequestEffect } from "./fault_book.ts";
import { readHeldFault, readRenewal } from "./read_held_fault.ts";

/** What the routes of faults work with. */
export interface FaultRoutesOptions {
  readonly book: FaultBook;
  /** Throws unless the caller may change faults: {@linkcode requireToken} with the run's token. */
  readonly authorize: (headers: Headers) => void;
  /** Whether this side can carry an effect out; what it cannot is refused. */
  readonly accepts: (effect: FaultEffect) => boolean;
  /** Whether requests carry faults on from this side: gateways only. */
  readonly carries?: () => boolean;
}

const PREFIX = "/faults";
const MOST_BYTES = 1024 * 1024;

/** Whether a path belongs to {@linkcode createFaultRoutes}. */
export function isFaultPath(path: string): boolean {
  return path === PREFIX || path.startsWith(`${PREFIX}/`);
}

/**
 * Makes the handler of `PUT /faults/ID`, `DELETE /faults/ID`, `POST /faults/renew` and `GET /faults`.
 *
 * All of them need the run's token. What it throws is for the onion.
 */
export function createFaultRoutes(
  options: FaultRoutesOptions,
): (request: Request) => Promise<Response> {
  const { book, authorize } = options;
  return async (request) => {
    authorize(request.headers);
    const { pathname } = new URL(request.url);
    // Ids have no character that would have to be escaped.
    const id = pathname.slice(PREFIX.length + 1);
    const { method } = request;
    if (id === "" && method === "GET") return Response.json({ faults: book.list() });
    if (id === "renew" && method === "POST") return await renew(request, book);
    if (id !== "" && method === "PUT") return await put(request, id, options);
    // What is not held has ended: whoever undoes twice, or late, is told the same.
    if (id !== "" && method === "DELETE") return Response.json({ removed: book.remove(id) });
    throw new NetopsError("METHOD_NOT_ALLOWED", `Cannot ${method} ${pathname}`);
  };
}

async function put(
  request: Request,
  id: string,
  { book, accepts, carries }: FaultRoutesOptions,
): Promise<Response> {
  const held = readHeldFault(await readBody(request));
  if (held.id !== id) throw invalid(`the id ${held.id} is not the one of the path`);
  if (held.at !== undefined) checkCarried(held, carries?.() ?? false);
  else if (held.cohort !== undefined) throw invalid("only what requests carry has arms");
  else if (!accepts(held.effect)) {
    throw invalid(`this process has no effect ${held.effect.type}`);
  }
  book.put(held);
  return Response.json(book.list().find((view) => view.id === id) ?? {});
}

/** Calls and databases have no bodies of their own: they are only late, or fail. */
function checkCarried({ effect, at }: HeldFault, carries: boolean): void {
  if (!carries) throw invalid("only gateways give faults to requests");
  const isSimple = effect.type === "delay" || effect.type === "abort";
  if (!isSimple && !(isRequestEffect(effect) && at?.point === "server")) {
    throw invalid(`a request carries no ${effect.type} to ${at?.point}`);
  }
}

async function renew(request: Request, book: FaultBook): Promise<Response> {
  const { ids, leaseMs } = readRenewal(await readBody(request));
  return Response.json({ missing: book.renew(ids, leaseMs) });
}

/** Reads a body whose length is stated: only who has the run's token gets here. */
async function readBody(request: Request): Promise<unknown> {
  const sizeBytes = Number(request.headers.get("content-length") ?? "NaN");
  if (!(sizeBytes <= MOST_BYTES)) {
    throw new NetopsError("TOO_LARGE", `Cannot take a body without a length up to ${MOST_BYTES}`);
  }
  try {
    return JSON.parse(await request.text());
  } catch (cause) {
    throw new NetopsError("REQUEST_INVALID", "Cannot read the body as JSON", { cause });
  }
}

function invalid(reason: string): NetopsError {
  return new NetopsError("REQUEST_INVALID", `Cannot hold this fault: ${reason}`);
}
