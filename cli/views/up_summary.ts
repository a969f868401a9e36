import type { BootDocument, UpDocument } from "@netops/core/contracts";
import { formatAge, formatBytes } from "../print/age.ts";
import type { Paint } from "../print/color.ts";

/** What stands at the end of a good start: where things are, what they cost, what next, how to stop. */
export function upSummary(
  document: UpDocument,
  boot: BootDocument,
  { paint, detached }: { readonly paint: Paint; readonly detached: boolean },
): readonly string[] {
  const memory = document.pssBytes > 0 ? `, ${formatBytes(document.pssBytes)} memory` : "";
  const head = `${document.processes} processes healthy in ${formatAge(document.readyMs)}${memory}`;
  const services = boot.apps.filter((app) => app.tier === "service").map((app) =>
    [app.app, app.url ?? `${document.urls.gateway}/${app.app}/`] as const
  );
  const { watch } = document.urls;
  const rows = [
    ...services,
    ...watch === undefined ? [] : [["player", watch] as const],
    ["pages", `${document.urls.ops}/ops`],
    ["gateway", document.urls.gateway],
    ["registry", document.urls.registry],
    ...document.urls.metrics === undefined ? [] : [["metrics", document.urls.metrics] as const],
  ] as const;
  const width = Math.max(...rows.map(([name]) => name.length));
  const stop = detached ? "netops down" : "Ctrl-C (again to force), or netops down";
  const look = watch === undefined ? ["netops logs -f", "netops open"] : ["netops open watch"];
  const play = watch === undefined ? [] : ["netops play"];
  const next = [...play, "netops ps --watch", ...look].join("    ");
  const line = (name: string, text: string) => `  ${paint("dim", name.padEnd(width))}  ${text}`;
  return [
    paint("green", head),
    "",
    ...rows.map(([name, url]) => line(name, url)),
    "",
    line("next", next),
    line("stop", stop),
  ];
}
