import ipaddr from "ipaddr.js";

/** What is known of where a client is. */
export interface AddressFacts {
  /** `x-forwarded-for` as it came; its last entry is the gateway's. */
  readonly forwardedFor: string | null;
  /** Who is on the other side of the connection. */
  readonly peer: string;
  /** What the client asks to be taken for. */
  readonly wished: string | undefined;
}

/**
 * The address that a client is steered by: what the gateway saw. A client on loopback may name another
 * one, so that a lab on one machine has viewers everywhere; nobody else is heard.
 */
export function clientAddress({ forwardedFor, peer, wished }: AddressFacts): string {
  const last = forwardedFor?.split(",").at(-1)?.trim();
  const seen = readAddress(last) ?? readAddress(peer) ?? "127.0.0.1";
  if (wished === undefined || ipaddr.parse(seen).range() !== "loopback") return seen;
  return readAddress(wished) ?? seen;
}

/** The network that a client is in, as far as steering tells clients apart. */
export function prefixOf(address: string): string {
  const parsed = ipaddr.parse(address);
  const bits = parsed.kind() === "ipv4" ? 24 : 48;
  const bytes = parsed.toByteArray().slice(0, bits / 8);
  return `${parsed.kind()}/${bytes.join(".")}`;
}

/** The one way to write an address; undefined when the text is none. An IPv4 address in IPv6 is IPv4. */
function readAddress(text: string | undefined): string | undefined {
  // Short and octal forms of IPv4 (`1`, `0177.1`) mean different things to different readers.
  if (
    text === undefined || !(ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text))
  ) {
    return undefined;
  }
  return ipaddr.process(text).toString();
}
