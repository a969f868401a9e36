/**
 * The wires of netops: one file per wire, zod where the other side is not our own parent or child.
 *
 * @module
 */
export * from "./documents.ts";
export * from "./event.ts";
export * from "./job.ts";
export * from "./keeper.ts";
export * from "./log_line.ts";
export * from "./manifest.ts";
export * from "./ops_ticket.ts";
export * from "./registry_watch.ts";
export * from "./routes.ts";
export * from "./run_file.ts";
export * from "./scale.ts";
export * from "./service_boot.ts";
