import assert from "node:assert/strict";
import { notePutBack } from "../doctor/note_put_back.ts";
import { patientsOf } from "../doctor/patients_of.ts";
import { monkeyDir, type MonkeyOrders } from "../orders/orders.ts";
import { readOrders, writeOrders } from "../orders/store.ts";
import { readKnobs } from "../knobs/read_knobs.ts";
import type { Act } from "./act.ts";
import { ACTS_FILE, ActStore, readActStore } from "./store.ts";

function act(id: string, change: Partial<Act> = {}): Act {
  return {
    ...{ id, kind: "doctor", group: "shop-v000", app: "shop", instance: "i", day: "2026-10-14" },
    ...{ strategy: "TakeOutOfService", index: 0, atMs: 1, isLeashed: false },
    ...change,
  };
}

async function withHome(test: (home: string) => void): Promise<void> {
  const home = await Deno.makeTempDir({ prefix: "netops-monkeys-" });
  try {
    Deno.mkdirSync(monkeyDir(home, "doctor"), { recursive: true });
    test(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

Deno.test("ActStore keeps acts over a restart, for the owner's eyes only, and mends a torn line", () =>
  withHome((home) => {
    const path = `${monkeyDir(home, "doctor")}/${ACTS_FILE}`;
    assert.deepEqual(readActStore(path).records, []);
    const { store } = ActStore.open(path);
    store.append({ type: "act", act: act("a") });
    store.append({ type: "outcome", id: "a", outcome: "failed", reason: "why" });
    store.append({ type: "act", act: act("b") });
    store.close();
    Deno.writeTextFileSync(path, '{"type":"outcome","id":"b","outc', { append: true });
    const { store: again, history } = ActStore.open(path);
    assert.deepEqual(history.records, [
      { act: act("a"), outcome: "failed", reason: "why" },
      { act: act("b") },
    ]);
    again.append({ type: "outcome", id: "b", outcome: "done", faultId: "f-1" });
    again.close();
    assert.deepEqual(readActStore(path).records[1], {
      ...{ act: act("b"), outcome: "done", faultId: "f-1" },
    });
    assert.equal(Deno.statSync(path).mode! & 0o777, 0o600);
  }));

Deno.test("ActStore does not begin where it cannot write", () =>
  withHome((home) => {
    assert.throws(() => ActStore.open(`${home}/none/${ACTS_FILE}`), { code: "HOME_NOT_WRITABLE" });
  }));

Deno.test("notePutBack() lets the next doctor know that nobody is out any more", () =>
  withHome((home) => {
    const path = `${monkeyDir(home, "doctor")}/${ACTS_FILE}`;
    const { store } = ActStore.open(path);
    store.append({ type: "act", act: act("a") });
    store.close();
    const patients = [...patientsOf(readActStore(path).records).values()];
    assert.deepEqual(patients.map(({ id }) => id), ["i"]);
    notePutBack(home, patients, { atMs: 5 });
    assert.equal(patientsOf(readActStore(path).records).size, 0);
  }));

Deno.test("writeOrders() writes what readOrders() reads, for the owner's eyes only", () =>
  withHome((home) => {
    assert.equal(readOrders(home, "chaos"), undefined);
    const { knobs } = readKnobs("chaos", {});
    const orders: MonkeyOrders = {
      ...{ kind: "chaos", runId: "r", seed: "s", onAtMs: 1, deadlineAtMs: 2, knobs: knobs! },
    };
    writeOrders(home, orders);
    assert.deepEqual(readOrders(home, "chaos"), orders);
    const { mode } = Deno.statSync(`${monkeyDir(home, "chaos")}/orders.json`);
    assert.equal(mode! & 0o777, 0o600);
  }));
