/** The release of netops that this source is. */
export const NETOPS_RELEASE = "0.1.0";
