/**
 * Every kind of fault, as data.
 *
 * @module
 */
export { FAULT_KINDS, findFaultKind, viewFaultKind } from "./catalogue.ts";
export type { FaultKind, FaultPart, TargetWord, Toxic } from "./fault_kind.ts";
