import ipaddr from "ipaddr.js";

/**
 * Writes a prefix in its one form: the network's address and its length, `127.10.0.0/16`; an address
 * alone is a prefix of its full length. Undefined for what is neither.
 */
export function normalizePrefix(text: string): string | undefined {
  const [address = "", length, ...rest] = text.trim().split("/");
  if (rest.length > 0 || length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const isV4 = ipaddr.IPv4.isValidFourPartDecimal(address);
  if (!isV4 && (!address.includes(":") || !ipaddr.IPv6.isValid(address))) return undefined;
  const most = isV4 ? 32 : 128;
  const bits = Number(length ?? most);
  if (bits > most) return undefined;
  const cidr = `${address}/${bits}`;
  const network = isV4
    ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
    : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return `${network.toString()}/${bits}`;
}
