import { FAULT_CONTEXT_HEADER } from "@netops/core/faults";

/** Fields that end at this hop, and those that the gateway says anew. Source: RFC 9110, 7.6.1. */
const DROPPED: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
  "upgrade",
  "te",
  "trailer",
  "expect",
  "host",
  "accept-encoding",
  "forwarded",
  "x-real-ip",
]);

const DROPPED_PREFIXES = ["proxy-", "x-forwarded-", "x-netops-"] as const;

/** Header fields by their lower-case names, and how many bytes all that came had. */
export interface ForwardableHeaders {
  /** A plain record: a `Headers` would be walked through twice more on its way out. */
  readonly headers: Record<string, string>;
  readonly sizeBytes: number;
  /** Whether there was a fault context, which only we may set. */
  readonly hasFaultContext: boolean;
}

/** Copies the request headers that go on to an instance. */
export function forwardableRequestHeaders(incoming: Headers): ForwardableHeaders {
  const named = namedByConnection(incoming);
  // Without a prototype no field name can mean anything but itself.
  const headers: Record<string, string> = Object.create(null);
  let sizeBytes = 0;
  let hasFaultContext = false;
  for (const [name, value] of incoming) {
    sizeBytes += name.length + value.length + 4;
    if (isDropped(name)) hasFaultContext ||= name === FAULT_CONTEXT_HEADER;
    else if (!named?.has(name)) headers[name] = value;
  }
  if (/(?:^|,)\s*trailers\s*(?:,|$)/i.test(incoming.get("te") ?? "")) headers["te"] = "trailers";
  return { headers, sizeBytes, hasFaultContext };
}

/** Copies the response headers that go back to the client. */
export function forwardableResponseHeaders(incoming: Headers): Headers {
  const named = namedByConnection(incoming);
  const headers = new Headers();
  for (const [name, value] of incoming) {
    const ends = name === "connection" || name === "keep-alive" || name === "transfer-encoding" ||
      name === "upgrade" || name === "te" || name === "trailer" || name.startsWith("proxy-");
    if (!ends && !named?.has(name)) headers.append(name, value);
  }
  return headers;
}

function isDropped(name: string): boolean {
  return DROPPED.has(name) || DROPPED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** The field names that Connection lists; undefined when it lists none of interest. */
function namedByConnection(headers: Headers): ReadonlySet<string> | undefined {
  const connection = headers.get("connection");
  if (connection === null) return undefined;
  const value = connection.toLowerCase();
  if (value === "keep-alive" || value === "close" || value === "upgrade") return undefined;
  return new Set(value.split(",").map((token) => token.trim()));
}
