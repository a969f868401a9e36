/**
 * Runs a load as a job of a platform: accounts, engine, events, the generator's health, verdict, reports.
 *
 * @module
 */
export { goingLoads, LOAD_ENTRY, LOAD_GRACE_MS, loadJobName } from "./load_jobs.ts";
export {
  type LoadEndMessage,
  type LoadErrorMessage,
  type LoadMessage,
  type LoadProgressMessage,
  readLoadMessage,
} from "./load_messages.ts";
export { LoadFolder } from "./load_folder.ts";
export { recoverReport } from "./recover_report.ts";
