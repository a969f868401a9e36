import type { RankedOca } from "@netops/core/contracts";
import type { StableUris } from "./stable_uris.ts";

/** The two protocols of Content Steering: one document, other names in the query. */
export type SteeringProtocol = "hls" | "dash";

/** What a steering manifest is made of. */
export interface SteeringManifestFacts {
  readonly ranked: readonly RankedOca[];
  /** The pathway that the clones are made from: one that the player knows. */
  readonly baseId: string;
  /** Relative to the address of the steering server. */
  readonly reloadUri: string;
  /** Addresses below an OCA by stable id, where they are known; HLS only. */
  readonly stable?: StableUris;
}

/** A steering manifest as players read it. */
export interface SteeringManifest {
  readonly VERSION: 1;
  /** Seconds until the player asks again. */
  readonly TTL: number;
  readonly "RELOAD-URI": string;
  readonly "PATHWAY-PRIORITY": readonly string[];
  readonly "PATHWAY-CLONES": readonly PathwayClone[];
}

interface PathwayClone {
  readonly "BASE-ID": string;
  readonly ID: string;
  readonly "URI-REPLACEMENT": {
    readonly HOST: string;
    readonly "PER-VARIANT-URIS"?: Readonly<Record<string, string>>;
    readonly "PER-RENDITION-URIS"?: Readonly<Record<string, string>>;
  };
}

/** In a lab one wants to see a change soon; the standard's default is 300. */
export const TTL_S = 5;

/**
 * Makes the manifest: OCAs are pathways in the order of their rank, each but the base a clone of it.
 *
 * HOST carries the port, which dash.js glues in as it is. hls.js assigns it to `URL.hostname`, which
 * takes no port, so HLS also gets whole addresses for each stable id.
 * Source: RFC 8216bis, section 7; ETSI TS 103 998; hls.js 1.7.4, dash.js 5.2.1.
 */
export function steeringManifest(facts: SteeringManifestFacts): SteeringManifest {
  const { ranked, baseId, reloadUri, stable } = facts;
  return {
    VERSION: 1,
    TTL: TTL_S,
    "RELOAD-URI": reloadUri,
    "PATHWAY-PRIORITY": ranked.map(({ oca }) => oca),
    "PATHWAY-CLONES": ranked.filter(({ oca }) => oca !== baseId).map(({ oca, url }) => ({
      "BASE-ID": baseId,
      ID: oca,
      "URI-REPLACEMENT": {
        HOST: new URL(url).host,
        ...(stable === undefined ? {} : {
          "PER-VARIANT-URIS": below(url, stable.variants),
          "PER-RENDITION-URIS": below(url, stable.renditions),
        }),
      },
    })),
  };
}

function below(url: string, paths: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...paths].map(([id, path]) => [id, url + path]));
}

/** Which pathways a player says it uses: all of them, and the one it used last. */
export function readPathways(
  query: URLSearchParams,
  protocol: SteeringProtocol,
): { readonly first: string | undefined; readonly last: string | undefined } {
  const name = protocol === "hls" ? "_HLS_pathway" : "_DASH_pathway";
  const given = (query.get(name) ?? "").replaceAll('"', "").split(",").map((id) => id.trim());
  const ids = given.filter((id) => /^[\w.-]{1,64}$/.test(id) && id !== ".");
  return { first: ids[0], last: ids.at(-1) };
}
