import type { ActRecord } from "../recorder/act.ts";
import type { Patient } from "./round.ts";

/** What the doctor's acts are called. */
export const DOCTOR_ACTS = {
  takeOut: "TakeOutOfService",
  replace: "Replace",
  putBack: "PutBack",
} as const;

/** Who is out of service by what was noted: whom a doctor that died took out. */
export function patientsOf(records: readonly ActRecord[]): ReadonlyMap<string, Patient> {
  const patients = new Map<string, Patient>();
  for (const { act, outcome } of records) {
    if (act.kind !== "doctor" || act.isLeashed || outcome === "failed") continue;
    const { instance: id, app, group: serverGroup, atMs, reason = "" } = act;
    if (act.strategy === DOCTOR_ACTS.takeOut) {
      patients.set(id, {
        ...{ id, app, serverGroup, state: "out", sinceMs: atMs, complaint: reason },
      });
    } else patients.delete(id);
  }
  return patients;
}
