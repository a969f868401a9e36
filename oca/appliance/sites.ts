import type { Individual, OcaRoute, PlatformProfile } from "@netops/core/contracts";

/** One OCA of the built-in network. */
interface Site {
  readonly id: string;
  readonly region: string;
  readonly zone: string;
  readonly address: string;
  readonly routes: readonly OcaRoute[];
}

/** The shortest prefix of all: everybody, by way of transit. */
const EVERYBODY = "127.0.0.0/8";

/** Clients of the ISPs. 127.0.0.0/16, where a browser on this machine is, is a customer of isp-a. */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  "isp-a": ["127.0.0.0/16", "127.10.0.0/16"],
  "isp-b": ["127.20.0.0/16"],
  "isp-c": ["127.40.0.0/16"],
  "isp-d": ["127.50.0.0/16"],
};

/** Inside the ISP's network: one AS on the way. */
function embedded(isp: string): OcaRoute[] {
  return [
    ...(PREFIXES[isp] ?? []).map((prefix): OcaRoute => ({
      prefix,
      attachment: "embedded",
      asPathLength: 1,
      med: 0,
    })),
    transit(3),
  ];
}

/** At an exchange where the ISPs peer: one AS more. */
function exchange(...isps: string[]): OcaRoute[] {
  const prefixes = isps.flatMap((isp) => PREFIXES[isp] ?? []);
  return [
    ...prefixes.map((prefix): OcaRoute => ({
      prefix,
      attachment: "public",
      asPathLength: 2,
      med: 10,
    })),
    transit(4),
  ];
}

function transit(asPathLength: number): OcaRoute {
  return { prefix: EVERYBODY, attachment: "transit", asPathLength, med: 50 };
}

const EU: readonly Site[] = [
  site("c001.fra001.isp-a", { zone: "eu-a", address: "127.66.1.1", routes: embedded("isp-a") }),
  site("c001.ams001.isp-b", { zone: "eu-b", address: "127.66.2.1", routes: embedded("isp-b") }),
  site("c001.cdg001.isp-a", { zone: "eu-c", address: "127.66.3.1", routes: embedded("isp-a") }),
  site("c001.fra001.ix", {
    zone: "eu-a",
    address: "127.66.1.2",
    routes: exchange("isp-a", "isp-b"),
  }),
];

const US: readonly Site[] = [
  site("c001.iad001.isp-c", { zone: "us-a", address: "127.67.1.1", routes: embedded("isp-c") }),
  site("c001.ord001.isp-d", { zone: "us-b", address: "127.67.2.1", routes: embedded("isp-d") }),
  site("c001.lax001.isp-c", { zone: "us-c", address: "127.67.3.1", routes: embedded("isp-c") }),
  site("c001.iad001.ix", {
    zone: "us-a",
    address: "127.67.1.2",
    routes: exchange("isp-c", "isp-d"),
  }),
];

function site(id: string, place: Omit<Site, "id" | "region">): Site {
  return { id, region: place.zone.split("-")[0] ?? "", ...place };
}

/**
 * The OCAs of a profile: `lite` two in one zone, `std` four over three zones and two ISPs, `full` the same
 * again in a second region. Names are `<rack>.<site>.<network>`, as Open Connect's.
 *
 * Source: Open Connect partner documentation, naming of appliances.
 */
export function ocaIndividuals(profile: PlatformProfile, os: string): Individual[] {
  const lite = EU.filter(({ id }) => id.startsWith("c001.fra001."));
  const sites = { lite, std: EU, full: [...EU, ...US] }[profile];
  return sites.map(({ id, region, zone, address, routes }) => {
    const [, siteCode = "", isp = ""] = id.split(".");
    // Only Linux answers on every address of 127.0.0.0/8 without further ado.
    const host = os === "linux" ? address : "127.0.0.1";
    return { id, region, zone, host, config: { site: siteCode, isp, routes } };
  });
}
