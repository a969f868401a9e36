import { type Clock, type Logger, toNetopsError } from "@netops/core";
import type { DoctorKnobs } from "../knobs/knobs.ts";
import type { Act } from "../recorder/act.ts";
import type { ActBook } from "../recorder/act_book.ts";
import { DOCTOR_ACTS, patientsOf } from "./patients_of.ts";
import { type DoctorOrder, type Examined, makeRound, type Patient } from "./round.ts";

/** The platform as the doctor sees it; every method rejects when it cannot tell or do. */
export interface DoctorPlatform {
  examine(): Promise<readonly Examined[]>;
  /** Lets callers go to others; the process stays. */
  takeOut(patient: Patient): Promise<void>;
  putBack(patient: Patient): Promise<void>;
  /** Ends the process; another one takes its seat. */
  replace(patient: Patient): Promise<void>;
  /** Tells every tracker that something is about to be done. */
  track(act: Act): Promise<void>;
}

/** What a doctor works with. */
export interface DoctorOptions {
  readonly knobs: DoctorKnobs;
  readonly clock: Clock;
  readonly book: ActBook;
  readonly platform: DoctorPlatform;
  readonly logger: Logger;
}

/** Takes ill instances out of service, keeps them for a while to be looked at, and replaces them. */
export class Doctor {
  readonly #options: DoctorOptions;
  #patients: ReadonlyMap<string, Patient>;

  /** Goes on with whom an earlier doctor took out. */
  constructor(options: DoctorOptions) {
    this.#options = options;
    this.#patients = patientsOf(options.book.history.records);
  }

  /** Those that it does not lose sight of. */
  get patients(): readonly Patient[] {
    return [...this.#patients.values()];
  }

  /** Makes one round. Resolves when its orders are carried out. */
  async look(): Promise<void> {
    const { clock, knobs, platform, logger } = this.#options;
    let examined: readonly Examined[];
    try {
      examined = await platform.examine();
    } catch (thrown) {
      logger.log("warn", `Cannot make a round: ${toNetopsError(thrown).message}`);
      return;
    }
    const before = this.#patients;
    const round = makeRound(before, examined, { nowMs: clock.nowMs(), knobs });
    const patients = new Map(round.patients);
    for (const order of round.orders) {
      const isDone = await this.#carryOut(order);
      const { id } = order.patient;
      const known = before.get(id);
      // What could not be done is tried again in the next round.
      if (!isDone && known === undefined) patients.delete(id);
      else if (!isDone && known !== undefined) patients.set(id, known);
    }
    this.#patients = patients;
  }

  /** Puts everybody back who is out: without a doctor nobody would. */
  async release(): Promise<void> {
    const { knobs, platform } = this.#options;
    if (knobs.leashed) return;
    for (const patient of this.patients.filter(({ state }) => state === "out")) {
      const act = this.#actOf(patient, DOCTOR_ACTS.putBack, "the doctor was turned off");
      await this.#do(act, () => platform.putBack(patient));
    }
  }

  #carryOut({ type, patient }: DoctorOrder): Promise<boolean> {
    const { platform } = this.#options;
    const name = type === "take-out" ? DOCTOR_ACTS.takeOut : DOCTOR_ACTS.replace;
    const act = this.#actOf(patient, name, patient.complaint);
    return this.#do(
      act,
      () => type === "take-out" ? platform.takeOut(patient) : platform.replace(patient),
    );
  }

  #actOf({ id, app, serverGroup }: Patient, strategy: string, reason: string): Act {
    const { clock, knobs } = this.#options;
    const atMs = clock.nowMs();
    return {
      id: `${knobs.leashed ? "leashed/" : ""}doctor/${strategy}/${id}/${atMs}`,
      ...{ kind: "doctor", group: serverGroup, app, instance: id, strategy, atMs, reason },
      ...{ day: new Date(atMs).toISOString().slice(0, 10), index: 0, isLeashed: knobs.leashed },
    };
  }

  async #do(act: Act, run: () => Promise<void>): Promise<boolean> {
    const { book, platform, logger } = this.#options;
    book.note(act);
    try {
      await platform.track(act);
      if (!act.isLeashed) await run();
      book.close(act.id, { outcome: act.isLeashed ? "leashed" : "done" });
      logger.log("info", `${act.strategy} ${act.instance}: ${act.reason}`);
      return true;
    } catch (thrown) {
      const reason = toNetopsError(thrown).message;
      logger.log("warn", `Cannot ${act.strategy} ${act.instance}: ${reason}`);
      book.close(act.id, { outcome: "failed", reason });
      return false;
    }
  }
}
