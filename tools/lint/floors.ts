import { importVisitors } from "./imports.ts";
import { isBelow, type Place, placeOf, targetOf } from "./place.ts";

/** What each floor may import besides itself. cli sees server and oca through their manifests only. */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  core: [],
  server: ["core"],
  oca: ["core"],
  chaos: ["core"],
  pipelines: ["core"],
  load: ["core"],
  cli: ["core", "server", "oca", "chaos", "pipelines", "load"],
};

/** The stairs inside core: what each room may import besides itself. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  nouns: ["errors"],
  errors: [],
  ports: ["nouns", "errors"],
  contracts: ["nouns", "errors", "ports"],
  policies: ["nouns", "errors", "ports"],
  tracing: ["nouns", "ports", "policies"],
  faults: ["nouns", "errors", "ports", "contracts", "policies"],
  clients: ["nouns", "errors", "ports", "contracts", "policies", "tracing", "faults"],
  host: ["nouns", "errors", "ports", "contracts"],
  service: [
    ...["nouns", "errors", "ports", "contracts", "policies", "tracing", "faults", "clients"],
    "host",
  ],
  testing: ["nouns", "errors", "ports", "contracts", "policies", "clients", "host"],
};

/** Rooms that are about what comes from outside: there zod is at home. */
const SCHEMAS = ["core/contracts", "cli/config", "chaos/faults", "chaos/experiment"];

/** Third parties that only some places may import; every other one is free. */
const GUESTS: Readonly<Record<string, (place: Place) => boolean>> = {
  zod: (place) => isBelow(place, SCHEMAS) || isSchema(place),
  hono: (place) => isBelow(place, ["core/service"]) || isSkin(place),
  commander: (place) => isBelow(place, ["cli"]),
};

/** Imports go down only, never sideways; nobody imports the garden. */
export const floors: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (place.folder === "") return {};
    return importVisitors((specifier, node, isType) => {
      const guest = isType ? undefined : guestComplaint(place, specifier);
      const complaint = guest ?? floorComplaint(place, specifier) ??
        roomComplaint(place, specifier);
      if (complaint !== undefined) context.report({ node, message: complaint });
    });
  },
};

function guestComplaint(place: Place, specifier: string): string | undefined {
  const guest = specifier.replace(/^npm:/, "").split(/[/@]/)[0] ?? "";
  if (!Object.hasOwn(GUESTS, guest) || place.isGarden || place.isTest) return undefined;
  return GUESTS[guest]?.(place) ? undefined : `${guest} has no business in ${place.path}`;
}

function floorComplaint(place: Place, specifier: string): string | undefined {
  const folder = folderOf(place, specifier);
  if (folder === undefined || folder === place.folder || place.isGarden) return undefined;
  const isGarden = !Object.hasOwn(BELOW, folder);
  if (isGarden && place.isTest) return undefined;
  if (BELOW[place.folder]?.includes(folder)) return undefined;
  return `${place.folder} may not import ${folder}: imports go down only, never sideways`;
}

function folderOf(place: Place, specifier: string): string | undefined {
  if (specifier.startsWith("@netops/")) return specifier.split("/")[1];
  const target = targetOf(place, specifier);
  return target?.includes("/") ? target.split("/")[0] : undefined;
}

/** Inside core stairs go one way too; inside server a room never enters another one's door or store. */
function roomComplaint(place: Place, specifier: string): string | undefined {
  const target = targetOf(place, specifier)?.split("/");
  if (target === undefined || target[0] !== place.folder || target.length < 3) return undefined;
  const room = target[1] ?? "";
  if (room === place.room || place.isTest || place.room === "") return undefined;
  if (place.folder === "core" && !ROOMS[place.room]?.includes(room)) {
    return `core/${place.room} may not import core/${room}`;
  }
  const isPrivate = /^(main|app|store)\.ts$/.test(target[2] ?? "");
  return place.folder === "server" && isPrivate
    ? `server/${place.room} may not import ${target.join("/")}: processes meet over HTTP`
    : undefined;
}

function isSkin(place: Place): boolean {
  return /(^|[/_])(app|routes)\.ts$/.test(place.path) || /\/(app|routes)\//.test(place.path);
}

function isSchema(place: Place): boolean {
  return /(^|[/_])schema\.ts$/.test(place.path);
}
