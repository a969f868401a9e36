/**
 * Playing a viewer in real time over real HTTP.
 *
 * @module
 */
export { type DriveOptions, driveViewer } from "./drive_viewer.ts";
