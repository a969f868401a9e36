/**
 * Makes k6 refuse every address that is not this machine's: a load on a stranger is an attack, whatever the
 * script says. The blocks are all of IPv4 but 127.0.0.0/8, and the parts of IPv6 that reach others.
 */
export const LOOPBACK_ONLY: Readonly<Record<string, string>> = {
  K6_BLACKLIST_IPS: [
    ...["0.0.0.0/2", "64.0.0.0/3", "96.0.0.0/4", "112.0.0.0/5", "120.0.0.0/6", "124.0.0.0/7"],
    ...["126.0.0.0/8", "128.0.0.0/1", "2000::/3", "4000::/2", "8000::/1"],
  ].join(","),
};
