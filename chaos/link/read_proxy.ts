import { type GoField, type GoValues, mismatch, readGoFields } from "./go_fields.ts";
import { decodeGoJson, type GoValue } from "./go_json.ts";
import { badBody, isFault, type Refusal } from "./refusal.ts";

/** What a body says about a proxy; everything may be missing. */
export interface ProxyDraft {
  readonly name?: string;
  readonly listen?: string;
  readonly upstream?: string;
  readonly enabled?: boolean;
  /** Sockets that can send RST from the start; ours. */
  readonly resettable?: boolean;
  /** Close the connections that are open; ours. */
  readonly closeConnections?: boolean;
}

const ADDRESSES: readonly GoField[] = ["name", "listen", "upstream"].map((name) => ({
  name,
  type: "string",
}));
const OWN: readonly GoField[] = ["resettable", "closeConnections"].map((name) => ({
  name,
  type: "bool",
}));
const ENABLED: GoField = { name: "enabled", type: "bool" };
const LIST_ITEM = 'struct { toxiproxy.Proxy; Enabled *bool "json:\\"enabled\\"" }';

/** Reads the body of one proxy. Source: Toxiproxy 2.12, ApiServer.ProxyCreate. */
export function readProxy(text: string): ProxyDraft | Refusal {
  const body = decodeGoJson(text);
  if (isFault(body)) return badBody(body.fault);
  const read = readGoFields(body, [...ADDRESSES, ENABLED, ...OWN], {
    path: "Proxy",
    type: "toxiproxy.Proxy",
  });
  return isFault(read) ? badBody(read.fault) : draftOf(read);
}

/** Reads the body of a populate. Source: Toxiproxy 2.12, ProxyCollection.PopulateJson. */
export function readProxyList(text: string): readonly ProxyDraft[] | Refusal {
  const body = decodeGoJson(text);
  if (isFault(body)) return badBody(body.fault);
  if (body.kind === "null") return [];
  if (body.kind !== "array") return badBody(mismatch(body, `value of type []${LIST_ITEM}`));
  const drafts: ProxyDraft[] = [];
  for (const item of body.items) {
    const read = readItem(item);
    if (isFault(read)) return badBody(read.fault);
    drafts.push(draftOf(read));
  }
  return drafts;
}

/** In Go the addresses of an item are those of an embedded struct, which its errors name. */
function readItem(item: GoValue): GoValues | { readonly fault: string } {
  const addresses = readGoFields(item, ADDRESSES, { path: ".Proxy", type: LIST_ITEM });
  if (isFault(addresses)) return addresses;
  const rest = readGoFields(item, [ENABLED, ...OWN], { path: "", type: LIST_ITEM });
  return isFault(rest) ? rest : { ...addresses, ...rest };
}

function draftOf(read: GoValues): ProxyDraft {
  return read as ProxyDraft;
}
