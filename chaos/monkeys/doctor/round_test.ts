import assert from "node:assert/strict";
import { FakeTimer, RecordingLogger } from "@netops/core/testing";
import type { DoctorKnobs } from "../knobs/knobs.ts";
import { readKnobs } from "../knobs/read_knobs.ts";
import { type ActLine, readActs } from "../recorder/act.ts";
import { ActBook } from "../recorder/act_book.ts";
import { Doctor, type DoctorPlatform } from "./doctor.ts";
import type { Examined, Patient } from "./round.ts";

const FILE = { leashed: false, suspectFor: "10s", inspectFor: "1m" };

/** A ward of three instances of one server group, any of which can be made ill. */
class Ward implements DoctorPlatform {
  readonly timer = new FakeTimer();
  readonly done: string[] = [];
  readonly ill = new Map<string, string>();
  readonly leftAlone = new Map<string, string>();
  beds = ["a", "b", "c"];
  disk = "";
  failing = false;
  readonly knobs: DoctorKnobs;
  doctor: Doctor;

  constructor(file: object = FILE) {
    const { knobs } = readKnobs("doctor", file);
    if (knobs?.kind !== "doctor") throw new Error("no knobs of a doctor");
    this.knobs = knobs;
    this.doctor = this.hire();
  }

  /** Another doctor takes over, and knows only what is on the disk. */
  hire(): Doctor {
    const book = new ActBook(readActs(this.disk), (line: ActLine) => {
      this.disk += `${JSON.stringify(line)}\n`;
    });
    const { clock } = this.timer;
    const logger = new RecordingLogger();
    this.doctor = new Doctor({ knobs: this.knobs, clock, book, platform: this, logger });
    return this.doctor;
  }

  examine(): Promise<readonly Examined[]> {
    return Promise.resolve(this.beds.map((id) => {
      const complaint = this.ill.get(id);
      const leaveAlone = this.leftAlone.get(id);
      return {
        ...{ id, app: "shop", serverGroup: "shop-v000", isUp: complaint === undefined },
        ...(complaint === undefined ? {} : { complaint }),
        ...(leaveAlone === undefined ? {} : { leaveAlone }),
      };
    }));
  }

  #do(what: string, { id }: Patient): Promise<void> {
    if (this.failing) return Promise.reject(new Error("it does not answer"));
    this.done.push(`${what} ${id}`);
    return Promise.resolve();
  }

  takeOut = (patient: Patient) => this.#do("out", patient);
  putBack = (patient: Patient) => this.#do("back", patient);
  replace = (patient: Patient) => this.#do("replace", patient);
  track = () => Promise.resolve();

  async live(durationMs: number): Promise<void> {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 2_000) {
      await this.doctor.look();
      await this.timer.advance(2_000);
    }
  }
}

Deno.test("whoever is ill for long enough is taken out, kept to be looked at, and replaced", async () => {
  const ward = new Ward();
  ward.ill.set("a", "80 % of 50 calls fail");
  await ward.live(10_000);
  assert.deepEqual(ward.done, []);
  await ward.live(4_000);
  assert.deepEqual(ward.done, ["out a"]);
  // Out of service nobody calls it: that it looks well again does not bring it back.
  ward.ill.delete("a");
  await ward.live(50_000);
  assert.deepEqual(ward.done, ["out a"]);
  await ward.live(20_000);
  assert.deepEqual(ward.done, ["out a", "replace a"]);
  ward.beds = ["b", "c", "d"];
  await ward.live(300_000);
  assert.deepEqual([ward.done.length, ward.doctor.patients], [2, []]);
});

Deno.test("whoever is well again in time stays in service, and so does whom a fault holds", async () => {
  const ward = new Ward();
  ward.ill.set("a", "it is DOWN");
  await ward.live(8_000);
  ward.ill.delete("a");
  await ward.live(8_000);
  ward.ill.set("a", "it is DOWN");
  await ward.live(8_000);
  assert.deepEqual(ward.done, []);
  ward.leftAlone.set("a", "a fault has it");
  await ward.live(60_000);
  assert.deepEqual(ward.done, []);
});

Deno.test("no more are out at once than may be, and the last well ones stay in service", async () => {
  const one = new Ward();
  for (const id of ["a", "b"]) one.ill.set(id, "it is DOWN");
  await one.live(30_000);
  assert.deepEqual(one.done, ["out a"]);
  const two = new Ward({ ...FILE, maxOut: 2 });
  for (const id of ["a", "b"]) two.ill.set(id, "it is DOWN");
  await two.live(30_000);
  assert.deepEqual(two.done, ["out a", "out b"]);
  const most = new Ward({ ...FILE, maxOut: 3 });
  for (const id of ["a", "b", "c"]) most.ill.set(id, "it is DOWN");
  await most.live(30_000);
  assert.deepEqual(most.done, []);
  const three = new Ward({ ...FILE, minInService: 3 });
  three.ill.set("a", "it is DOWN");
  await three.live(30_000);
  assert.deepEqual(three.done, []);
});

Deno.test("a doctor on the leash notes what it would do, and does nothing", async () => {
  const ward = new Ward({ ...FILE, leashed: true });
  ward.ill.set("a", "it is DOWN");
  await ward.live(300_000);
  assert.deepEqual(ward.done, []);
  const outcomes = readActs(ward.disk).records.map(({ act, outcome }) =>
    `${act.strategy} ${outcome}`
  );
  assert.deepEqual(outcomes, ["TakeOutOfService leashed", "Replace leashed"]);
});

Deno.test("what cannot be done is tried again, and a doctor that comes after another knows who is out", async () => {
  const ward = new Ward();
  ward.ill.set("a", "it is DOWN");
  ward.failing = true;
  await ward.live(16_000);
  ward.failing = false;
  await ward.live(4_000);
  assert.deepEqual(ward.done, ["out a"]);
  ward.hire();
  assert.deepEqual(ward.doctor.patients.map(({ id, state }) => [id, state]), [["a", "out"]]);
  await ward.live(70_000);
  assert.deepEqual(ward.done, ["out a", "replace a"]);
});

Deno.test("a replacement that does not come is asked for again", async () => {
  const ward = new Ward();
  ward.ill.set("a", "it is DOWN");
  await ward.live(190_000);
  assert.deepEqual(ward.done, ["out a", "replace a", "replace a"]);
});

Deno.test("a doctor that goes puts back whom it took out, and nobody else", async () => {
  const ward = new Ward();
  ward.ill.set("a", "it is DOWN");
  await ward.live(20_000);
  ward.ill.set("b", "it is DOWN");
  await ward.live(4_000);
  await ward.doctor.release();
  assert.deepEqual(ward.done, ["out a", "back a"]);
  assert.deepEqual(ward.hire().patients, []);
});
