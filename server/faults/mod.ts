/**
 * Faults that are done to processes from outside: signals, limits, empty seats.
 *
 * @module
 */
export type { FaultInstance, FaultWorld, ToolResult } from "./fault_world.ts";
export { ProcessFaults, type ProcessFaultView } from "./process_faults.ts";
