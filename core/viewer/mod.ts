/**
 * The viewer: probe, ABR, buffer and failover as one pure heart; no I/O, no clock, no imports, so that
 * `netops play`, the load engines and k6 scripts share it.
 *
 * @module
 */
export { createViewer, type Viewer } from "./viewer.ts";
export type { ViewerOca, ViewerOptions } from "./viewer_options.ts";
export type {
  FetchFailure,
  Purpose,
  SessionBeacon,
  ViewerAction,
  ViewerInput,
  ViewerRequest,
  ViewerResult,
  ViewerSnapshot,
  ViewerStep,
  ViewerTurn,
} from "./viewer_wire.ts";
export {
  type MasterPlaylist,
  parseMaster,
  type Rendition,
  type Variant,
} from "./hls/master_playlist.ts";
export { type MediaPlaylist, parseMedia, type Segment } from "./hls/media_playlist.ts";
export { moveUri, resolveUri } from "./resolve_uri.ts";
