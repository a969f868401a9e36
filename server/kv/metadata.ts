import { NetopsError } from "@netops/core";

/** What the answer to a metadata exchange is made of. */
export interface MetadataFacts {
  readonly database: string;
  readonly databaseId: string;
  readonly token: string;
  /** Scheme, host and port that the client called. */
  readonly origin: string;
  readonly nowMs: number;
}

/** How long an answer holds; the client asks again before. */
export const METADATA_TTL_MS = 3_600_000;

const SERVED_VERSIONS = [3, 2, 1];

/**
 * Reads which protocol version to speak: the highest that both sides know; no body means 1.
 *
 * @throws {NetopsError} REQUEST_INVALID when the body is not understood or no version is shared.
 */
export function chooseVersion(body: string): number {
  if (body === "") return 1;
  const supported = parseSupportedVersions(body);
  if (supported === undefined) {
    throw new NetopsError(
      "REQUEST_INVALID",
      "Cannot read the metadata request as JSON with supportedVersions",
    );
  }
  const version = SERVED_VERSIONS.find((served) => supported.includes(served));
  if (version !== undefined) return version;
  throw new NetopsError(
    "REQUEST_INVALID",
    "Cannot agree on a protocol version as this server speaks 1, 2 and 3",
  );
}

/** Describes a database to a client. Source: denokv `kv-metadata-exchange-response.v3.json`. */
export function describeDatabase(version: number, facts: MetadataFacts): Record<string, unknown> {
  const path = `/${facts.database}`;
  return {
    version,
    ...version === 1 ? { uuid: facts.databaseId } : {},
    databaseId: facts.databaseId,
    // Version 1 clients do not resolve relative addresses.
    endpoints: [{ url: version === 1 ? facts.origin + path : path, consistency: "strong" }],
    token: facts.token,
    expiresAt: new Date(facts.nowMs + METADATA_TTL_MS).toISOString(),
  };
}

function parseSupportedVersions(body: string): readonly unknown[] | undefined {
  try {
    const versions = (JSON.parse(body) as { supportedVersions?: unknown } | null)
      ?.supportedVersions;
    return Array.isArray(versions) ? versions : undefined;
  } catch {
    // Not JSON: the caller says so to the client.
    return undefined;
  }
}
