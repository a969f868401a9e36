import type { BootDocument } from "@netops/core/contracts";

type BootApp = BootDocument["apps"][number];

/** Applications that are shown together. */
export interface BootSection {
  readonly title: string;
  readonly apps: readonly BootApp[];
  /** Whether each has a line of its own, for an address beside it. */
  readonly hasUrls: boolean;
}

const PARTS: readonly { readonly title: string; readonly names: readonly string[] }[] = [
  {
    title: "domain services",
    names: ["user", "billing", "catalog", "search", "recommendation", "events"],
  },
  { title: "playback", names: ["playback", "steering", "cachecontrol", "watch"] },
  { title: "open connect", names: ["oca", "origin"] },
];

/** Sorts applications into the sections in which a boot is shown; an empty one is left out. */
export function bootSections(apps: readonly BootApp[]): BootSection[] {
  const platform = apps.filter(({ tier }) => tier === "platform");
  const named = new Set(PARTS.flatMap(({ names }) => names));
  const sections = [
    { title: "ground", apps: apps.filter(({ tier }) => tier === "ground"), hasUrls: false },
    ...PARTS.map(({ title, names }) => ({
      title,
      apps: names.flatMap((name) => platform.filter(({ app }) => app === name)),
      hasUrls: false,
    })),
    { title: "platform", apps: platform.filter(({ app }) => !named.has(app)), hasUrls: false },
    { title: "your services", apps: apps.filter(({ tier }) => tier === "service"), hasUrls: true },
  ];
  return sections.filter((section) => section.apps.length > 0);
}
