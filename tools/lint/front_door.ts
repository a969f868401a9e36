import { importVisitors } from "./imports.ts";
import { type Place, placeOf, targetOf } from "./place.ts";

/** Folders that are packages with a door. */
const HOUSES = ["core", "server", "oca", "chaos", "pipelines", "load", "cli"];

/** Crossing from one folder into another goes through its door, `@netops/<folder>` or a subpath of it. */
export const frontDoor: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    return importVisitors((specifier, node) => {
      const message = specifier.startsWith("@netops/")
        ? ownDoor(place.folder, specifier)
        : sideEntrance(place, targetOf(place, specifier));
      if (message !== undefined) context.report({ node, message });
    });
  },
};

function sideEntrance(place: Place, target: string | undefined): string | undefined {
  const house = target?.split("/")[0] ?? "";
  if (house === place.folder || !HOUSES.includes(house)) return undefined;
  // A process has no door to import; a test or bench rig builds it from its rooms.
  if (place.isGarden && (house === "server" || house === "oca")) return undefined;
  return `Use the door of ${house}, "@netops/${house}" or a subpath of it, not ${target}`;
}

function ownDoor(folder: string, specifier: string): string | undefined {
  if (specifier.split("/")[1] !== folder) return undefined;
  return `Use a relative path inside ${folder}, not its own door`;
}
