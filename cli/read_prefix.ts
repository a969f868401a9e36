import { NetopsError } from "@netops/core";

/**
 * Reads a CIDR prefix and writes it in its one form, the network's address and its length: `127.30.0.5/16`
 * is `127.30.0.0/16`, and an address alone is a prefix of its full length.
 *
 * @throws {NetopsError} USAGE with what is wrong with it.
 */
export async function readPrefix(text: string): Promise<string> {
  const { IPv4, IPv6 } = (await import("ipaddr.js")).default;
  const [address = "", length, ...rest] = text.trim().split("/");
  const isV4 = IPv4.isValidFourPartDecimal(address);
  if (!isV4 && (!address.includes(":") || !IPv6.isValid(address))) {
    throw unreadable(text, `"${address}" is no IP address`);
  }
  const most = isV4 ? 32 : 128;
  const bits = Number(length ?? most);
  if (rest.length > 0 || !/^\d{1,3}$/.test(length ?? "0") || bits > most) {
    const family = isV4 ? "IPv4" : "IPv6";
    throw unreadable(
      text,
      `"${[length, ...rest].join("/")}" is no length of 0 to ${most} (${family})`,
    );
  }
  const network = (isV4 ? IPv4 : IPv6).networkAddressFromCIDR(`${address}/${bits}`);
  return `${network.toString()}/${bits}`;
}

function unreadable(text: string, why: string): NetopsError {
  return new NetopsError("USAGE", `Cannot read "${text}" as a CIDR prefix as ${why}`, {
    fix: "write it as address/length: 127.30.0.0/16",
  });
}
