/** An address of a proxy that is on loopback. */
export interface LoopbackAddress {
  readonly hostname: string;
  readonly port: number;
}

/** Why an address is not taken: Go's words, or that it is not on loopback. */
export interface AddressFault {
  readonly fault: string;
  /** True for what Toxiproxy would have taken and we refuse. */
  readonly isForeign: boolean;
}

const LOOPBACK = /^127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

/**
 * Reads `host:port` and takes loopback only: 127.0.0.0/8 or `localhost`, which means 127.0.0.1.
 *
 * Source: Go, net.SplitHostPort, for the words of the other refusals.
 */
export function readAddress(text: string): LoopbackAddress | AddressFault {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return go(`address ${text}: missing port in address`);
  const host = text.slice(0, colon);
  if (host.includes(":") && !/^\[.*\]$/.test(host)) {
    return go(`address ${text}: too many colons in address`);
  }
  const portText = text.slice(colon + 1);
  const port = readPort(portText);
  if (port === undefined) return go(`lookup tcp/${portText}: unknown port`);
  if (port > 65_535) return go(`address ${portText}: invalid port`);
  const hostname = host.toLowerCase() === "localhost" ? "127.0.0.1" : host;
  if (!LOOPBACK.test(hostname)) {
    return {
      fault: `address ${text} is not on loopback: use 127.0.0.1, another of 127.0.0.0/8, ` +
        `or localhost`,
      isForeign: true,
    };
  }
  return { hostname, port };
}

function readPort(text: string): number | undefined {
  if (text === "") return 0;
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function go(fault: string): AddressFault {
  return { fault, isForeign: false };
}
