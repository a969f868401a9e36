import { monkeyDir } from "../orders/orders.ts";
import type { Act } from "../recorder/act.ts";
import { ACTS_FILE, ActStore } from "../recorder/store.ts";
import { DOCTOR_ACTS } from "./patients_of.ts";
import type { Patient } from "./round.ts";

/**
 * Notes in a home without a doctor that somebody else put patients back: the next doctor does not count
 * them as out.
 *
 * @throws {NetopsError} DISK_FULL, HOME_NOT_WRITABLE
 */
export function notePutBack(
  home: string,
  patients: readonly Patient[],
  { atMs }: { readonly atMs: number },
): void {
  const { store } = ActStore.open(`${monkeyDir(home, "doctor")}/${ACTS_FILE}`);
  try {
    for (const { id: instance, app, serverGroup } of patients) {
      const id = `doctor/${DOCTOR_ACTS.putBack}/${instance}/${atMs}`;
      const day = new Date(atMs).toISOString().slice(0, 10);
      const act: Act = {
        ...{ id, kind: "doctor", group: serverGroup, app, instance, day, index: 0, atMs },
        ...{
          strategy: DOCTOR_ACTS.putBack,
          isLeashed: false,
          reason: "turned off after its death",
        },
      };
      store.append({ type: "act", act });
      store.append({ type: "outcome", id, outcome: "done" });
    }
  } finally {
    store.close();
  }
}
