/** An experiment that is ready to run. */
export interface GalleryEntry {
  readonly name: string;
  /** `service` runs on any service (`--var app=NAME`), `streaming` on the streaming platform. */
  readonly on: "service" | "streaming";
  readonly summary: string;
}

/** Every ready experiment; its file is `<name>.yaml` beside this one. */
export const GALLERY: readonly GalleryEntry[] = [
  { name: "instance-killed", on: "service", summary: "one instance dies" },
  { name: "instance-hangs", on: "service", summary: "one instance hangs" },
  { name: "instance-slow", on: "service", summary: "one instance is slow" },
  { name: "instance-errors", on: "service", summary: "one instance answers with errors" },
  { name: "connections-reset", on: "service", summary: "connections to one instance break" },
  { name: "cpu-taken", on: "service", summary: "others have the CPU" },
  { name: "dependency-fails", on: "service", summary: "what a service calls answers with errors" },
  { name: "dependency-slow", on: "service", summary: "what a service calls is late" },
  {
    name: "arms-dependency-fails",
    on: "service",
    summary: "what a service calls fails for one arm of requests",
  },
  {
    name: "video-right",
    on: "service",
    summary: "a playlist leads to video, with an instance gone",
  },
  { name: "zone-lost", on: "streaming", summary: "a zone is lost while titles start" },
  { name: "oca-hangs", on: "streaming", summary: "an OCA hangs" },
  {
    name: "oca-hangs-under-load",
    on: "streaming",
    summary: "an OCA hangs while a load is on; its thresholds decide",
  },
  { name: "oca-slow", on: "streaming", summary: "an OCA sends slowly" },
  { name: "oca-segments-fail", on: "streaming", summary: "segments fail at one OCA" },
  { name: "gateway-killed", on: "streaming", summary: "a gateway dies" },
  { name: "playback-killed", on: "streaming", summary: "a playback instance dies" },
  { name: "catalog-slow", on: "streaming", summary: "the catalogue is slow at one instance" },
  { name: "recommendation-fails", on: "streaming", summary: "recommendations fail" },
  { name: "steering-wrong", on: "streaming", summary: "steering ranks the worst first" },
  { name: "registry-slow", on: "streaming", summary: "the registry is slow" },
  { name: "registry-stale", on: "streaming", summary: "the registry tells old news" },
  { name: "database-slow", on: "streaming", summary: "the database is slow for one service" },
  { name: "events-late", on: "streaming", summary: "events come late" },
];

/** The text of a ready experiment, or undefined when there is none of that name. */
export function findGallery(name: string): string | undefined {
  if (!GALLERY.some((entry) => entry.name === name)) return undefined;
  return Deno.readTextFileSync(new URL(`./${name}.yaml`, import.meta.url));
}
