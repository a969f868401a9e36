/**
 * What the guardian wrote down, for whoever has to undo without it.
 *
 * @module
 */
export type { FaultPartRecord, FaultRecord, KnownFault, TargetRecord } from "./fault_record.ts";
export { isOpen } from "./fault_record.ts";
export { type JournalContent, type JournalLine, type Lever, readJournal } from "./journal.ts";
export { JOURNAL_FILE } from "./journal.ts";
export { FAULT_VARIABLE } from "./sides/job_side.ts";
