import { harmless } from "../print/text_width.ts";

/** What the registry says about its self-preservation; only what is shown here. */
export interface ExplainDocument {
  readonly profile: {
    readonly name: string;
    readonly renewIntervalMs: number;
    readonly leaseDurationMs: number;
  };
  readonly leases: number;
  readonly renewals: { readonly lastWindow: number; readonly expectedPerWindow: number };
  readonly expired: readonly { readonly id: string; readonly expiredForMs: number }[];
  readonly groups: readonly {
    readonly group: string;
    readonly state: string;
    readonly leases: number;
    readonly threshold: number;
    readonly alive: number;
    readonly explanation: string;
  }[];
}

/** The judgement of self-preservation for people: N, threshold, renewals, and what will happen. */
export function explainLines(document: ExplainDocument): readonly string[] {
  const { profile, leases, renewals, expired, groups } = document;
  const timing = `renew every ${profile.renewIntervalMs / 1000}s, lease ${
    profile.leaseDurationMs / 1000
  }s`;
  return [
    `profile ${profile.name}: ${timing}`,
    `${leases} leases; ${renewals.lastWindow} renewals in the last window, ` +
    `${renewals.expectedPerWindow} expected`,
    expired.length === 0
      ? "no lease has expired"
      : `expired: ${expired.map(expiredWord).join(", ")}`,
    "",
    ...groups.flatMap((group) => [
      `${harmless(group.group)}: ${group.state}, ${group.alive} of ${group.leases} alive, ` +
      `threshold ${group.threshold}`,
      `  ${harmless(group.explanation)}`,
    ]),
  ];
}

function expiredWord({ id, expiredForMs }: ExplainDocument["expired"][number]): string {
  return `${harmless(id)} (for ${Math.round(expiredForMs / 100) / 10}s)`;
}
