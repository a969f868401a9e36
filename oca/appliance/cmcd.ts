/** What a player tells about itself with a request. Source: CTA-5004, Common Media Client Data. */
export interface Cmcd {
  readonly sessionId?: string;
  readonly contentId?: string;
  readonly bitrateKbps?: number;
  readonly bufferMs?: number;
  /** The buffer ran empty since the last request. */
  readonly starved: boolean;
  /** Needed urgently: start-up, seeking or recovery. */
  readonly startup: boolean;
  readonly throughputKbps?: number;
}

const HEADERS = ["cmcd-request", "cmcd-object", "cmcd-session", "cmcd-status"];
const MOST_LENGTH = 2_048;
const PAIR = /(?:^|,)\s*([A-Za-z0-9-]+)(?:=("(?:[^"\\]|\\.)*"|[^,]*))?/g;

/** Reads CMCD from the query, else from the headers; undefined when there is none that can be read. */
export function readCmcd(query: string, headers: Headers): Cmcd | undefined {
  const at = query.indexOf("CMCD=");
  const text = at >= 0 ? fromQuery(query, at + 5) : fromHeaders(headers);
  return text === undefined || text.length > MOST_LENGTH ? undefined : parseCmcd(text);
}

/** Parses the comma-separated list of CMCD: `bl=2100,bs,sid="…"`. */
export function parseCmcd(text: string): Cmcd | undefined {
  const pairs = new Map<string, string>();
  for (const [, key = "", value] of text.matchAll(PAIR)) pairs.set(key, value ?? "true");
  if (pairs.size === 0) return undefined;
  return {
    starved: pairs.get("bs") === "true",
    startup: pairs.get("su") === "true",
    ...word("sessionId", pairs.get("sid")),
    ...word("contentId", pairs.get("cid")),
    ...number("bitrateKbps", pairs.get("br")),
    ...number("bufferMs", pairs.get("bl")),
    ...number("throughputKbps", pairs.get("mtp")),
  };
}

function fromQuery(query: string, at: number): string | undefined {
  const end = query.indexOf("&", at);
  const raw = query.slice(at, end < 0 ? query.length : end);
  try {
    return decodeURIComponent(raw.replaceAll("+", " "));
  } catch {
    // A stray percent sign: a player that writes so tells us nothing.
    return undefined;
  }
}

function fromHeaders(headers: Headers): string | undefined {
  const parts: string[] = [];
  for (const name of HEADERS) {
    const value = headers.get(name);
    if (value !== null) parts.push(value);
  }
  return parts.length === 0 ? undefined : parts.join(",");
}

function word<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  if (value === undefined || value === "true") return {};
  const text = value.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1").slice(0, 128);
  return { [key]: text } as { readonly [P in K]?: string };
}

function number<K extends string>(
  key: K,
  value: string | undefined,
): { readonly [P in K]?: number } {
  // Version 2 may say one number for each kind of object: `br=(1200;v 128;a)`.
  const digits = /^\(?(\d{1,9})/.exec(value ?? "")?.[1];
  return digits === undefined ? {} : { [key]: Number(digits) } as { readonly [P in K]?: number };
}
