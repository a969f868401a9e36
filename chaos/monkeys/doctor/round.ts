import type { DoctorKnobs } from "../knobs/knobs.ts";

/** An instance and how it is. */
export interface Examined {
  readonly id: string;
  readonly app: string;
  readonly serverGroup: string;
  readonly isUp: boolean;
  /** What is wrong with it, or undefined. */
  readonly complaint?: string;
  /** Why it is left alone whatever is wrong with it. */
  readonly leaveAlone?: string;
}

/** An instance that the doctor does not lose sight of. */
export interface Patient {
  readonly id: string;
  readonly app: string;
  readonly serverGroup: string;
  /** `suspect`: ill but in service; `out`: kept to be looked at; `replacing`: its successor comes. */
  readonly state: "suspect" | "out" | "replacing";
  /** Since when it is in this state, wall ms. */
  readonly sinceMs: number;
  readonly complaint: string;
}

/** What is to be done to a patient. */
export interface DoctorOrder {
  readonly type: "take-out" | "replace";
  readonly patient: Patient;
}

/** What a round came to. */
export interface Round {
  readonly patients: ReadonlyMap<string, Patient>;
  readonly orders: readonly DoctorOrder[];
  /** Those that are ill for long enough and stay in service, and why. */
  readonly waiting: readonly { readonly id: string; readonly reason: string }[];
}

/** A replacement that did not come for so long is asked for again. */
const REPLACE_AGAIN_MS = 60_000;

/**
 * Makes a round: well → suspect → out → replacing → gone. Pure.
 *
 * A suspect that is well again, or that a fault holds, is none any more. Nobody is taken out when more than
 * `mostOut` of the server group were out then, or fewer than `leastInService` well ones in service.
 */
export function makeRound(
  before: ReadonlyMap<string, Patient>,
  examined: readonly Examined[],
  { nowMs, knobs }: { readonly nowMs: number; readonly knobs: DoctorKnobs },
): Round {
  const patients = new Map<string, Patient>();
  const orders: DoctorOrder[] = [];
  const waiting: { id: string; reason: string }[] = [];
  // Those that are out already come first, so that they count for those that may join them.
  const seen = [...examined].sort((left, right) =>
    rank(before.get(left.id)) - rank(before.get(right.id))
  );
  for (const one of seen) {
    const patient = nextState(before.get(one.id), one, { nowMs, knobs });
    if (patient === undefined) continue;
    patients.set(one.id, patient);
    const isDue = patient.state === "suspect" && nowMs - patient.sinceMs >= knobs.suspectMs;
    if (isDue) {
      const reason = whyNotOut(patient, { patients, examined, knobs });
      if (reason === undefined) {
        const out: Patient = { ...patient, state: "out", sinceMs: nowMs };
        patients.set(one.id, out);
        orders.push({ type: "take-out", patient: out });
      } else waiting.push({ id: one.id, reason });
    }
    const wasReplacing = before.get(one.id)?.state === "replacing";
    if (patient.state === "replacing" && (!wasReplacing || patient.sinceMs === nowMs)) {
      orders.push({ type: "replace", patient });
    }
  }
  return { patients, orders, waiting };
}

function rank(patient: Patient | undefined): number {
  return patient === undefined || patient.state === "suspect" ? 1 : 0;
}

function nextState(
  known: Patient | undefined,
  one: Examined,
  { nowMs, knobs }: { readonly nowMs: number; readonly knobs: DoctorKnobs },
): Patient | undefined {
  const isLeft = one.leaveAlone !== undefined;
  if (known === undefined || known.state === "suspect") {
    if (one.complaint === undefined || isLeft) return undefined;
    const { id, app, serverGroup, complaint } = one;
    const sinceMs = known?.sinceMs ?? nowMs;
    return { id, app, serverGroup, complaint, state: "suspect", sinceMs };
  }
  // On the leash nothing was done: who is well again is well.
  if (knobs.leashed && one.complaint === undefined) return undefined;
  const stayMs = nowMs - known.sinceMs;
  if (known.state === "out") {
    return stayMs < knobs.inspectMs ? known : { ...known, state: "replacing", sinceMs: nowMs };
  }
  const isOverdue = stayMs >= REPLACE_AGAIN_MS && !knobs.leashed;
  return isOverdue ? { ...known, sinceMs: nowMs } : known;
}

function whyNotOut(
  patient: Patient,
  { patients, examined, knobs }: {
    readonly patients: ReadonlyMap<string, Patient>;
    readonly examined: readonly Examined[];
    readonly knobs: DoctorKnobs;
  },
): string | undefined {
  const { id, serverGroup } = patient;
  const isOut = (other: string) => {
    const state = patients.get(other)?.state;
    return state === "out" || state === "replacing";
  };
  const group = examined.filter((one) => one.serverGroup === serverGroup);
  const out = group.filter((one) => isOut(one.id)).length;
  if (out >= knobs.mostOut) return `${out} of ${serverGroup} are out already`;
  const well =
    group.filter((one) =>
      one.id !== id && one.isUp && one.complaint === undefined && !isOut(one.id)
    ).length;
  if (well >= knobs.leastInService) return undefined;
  return `only ${well} well ones of ${serverGroup} would stay in service`;
}
