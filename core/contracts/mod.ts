/**
 * The wires of netops: one file per wire, zod where the other side is not our own parent or child.
 *
 * @module
 */
export * from "./access_token.ts";
export * from "./catalog.ts";
export * from "./chaos.ts";
export * from "./deploy.ts";
export * from "./documents.ts";
export * from "./event.ts";
export * from "./event_log_api.ts";
export * from "./experiments.ts";
export * from "./fault.ts";
export * from "./groups.ts";
export * from "./job.ts";
export * from "./judge_document.ts";
export * from "./keeper.ts";
export * from "./lint_document.ts";
export * from "./log_line.ts";
export * from "./manifest.ts";
export * from "./ops_ticket.ts";
export * from "./pipeline.ts";
export * from "./platform_app.ts";
export * from "./play.ts";
export * from "./registry_watch.ts";
export * from "./routes.ts";
export * from "./run_file.ts";
export * from "./scale.ts";
export * from "./series_rule.ts";
export * from "./service_boot.ts";
export * from "./streaming.ts";
export * from "./subscription.ts";
export * from "./title_documents.ts";
