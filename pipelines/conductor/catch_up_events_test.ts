import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import type { EventsDocument } from "@netops/core/contracts";
import { RecordingEventSink } from "@netops/core/testing";
import { catchUpEvents } from "./catch_up_events.ts";
import { ConductorRig } from "./conductor_fixture.ts";
import { QUICK, stage } from "./stage_doubles.ts";
import { ExecutionStore } from "./store.ts";

Deno.test("the time line hears what was stored and not told, and nothing that it has or hears by itself", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: QUICK } });
  const { id } = await rig.start([stage("a")]);
  await rig.untilOver(id);
  const { record } = (await rig.read(id))!;
  const store = await ExecutionStore.open({ kv: rig.kv.kv, clock: rig.clock });
  const known = [1, 3].map((seq) => ({ data: { execution: id, seq } }));
  const asked: unknown[] = [];
  const fleet = {
    events: (query: unknown) => {
      asked.push(query);
      return Promise.resolve({ events: known } as unknown as EventsDocument);
    },
  };
  const told = async (left: readonly typeof record[]) => {
    const events = new RecordingEventSink();
    await catchUpEvents({ store, fleet, events, logger: rig.logger, left });
    return events.events.map(({ data }) => data?.["seq"]);
  };
  assert.equal(record.seq, 4);
  assert.deepEqual(await told([record]), [2, 4]);
  assert.deepEqual(await told([{ ...record, seq: 3 }]), [2]);
  assert.deepEqual(asked, Array(2).fill({ kind: "deploy", limit: 5_000 }));
  assert.deepEqual(await told([]), []);
  assert.equal(asked.length, 2, "with nothing left nobody is asked");
});

Deno.test("a fleet that does not answer costs the past of the time line only, and that is said", async () => {
  await using rig = await ConductorRig.open({ handlers: { wait: QUICK } });
  const { id } = await rig.start([stage("a")]);
  await rig.untilOver(id);
  const { record } = (await rig.read(id))!;
  const store = await ExecutionStore.open({ kv: rig.kv.kv, clock: rig.clock });
  const fleet = {
    events: () => Promise.reject(new NetopsError("UNREACHABLE", "Cannot ask fleet")),
  };
  await catchUpEvents({ store, fleet, events: rig.events, logger: rig.logger, left: [record] });
  assert.match(rig.logger.lines.at(-1)?.message ?? "", /did not: Cannot ask fleet$/);
});
