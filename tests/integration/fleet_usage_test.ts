import assert from "node:assert/strict";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { kill, until } from "../harness/platform.ts";
import { askNumber } from "../harness/start_telemetry.ts";
import { FleetRig } from "./fleet_rig.ts";

/** The value of a series of fleet's metrics; undefined when it is not there. */
async function read(rig: FleetRig, series: string): Promise<number | undefined> {
  const text = await (await fetch(`${rig.run.fleetUrl}/metrics`)).text();
  const line = text.split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
}

Deno.test("fleet says what an instance uses that says nothing of itself, and how often one died", async () => {
  const ignore = Deno.build.os !== "linux";
  await FleetRig.with(HELLO_FILES, async (rig) => {
    const [first, second] = await rig.untilUp("hello", 2);
    const { id, serverGroup, pid, zone } = first!;
    const of = `app="hello",cluster="hello",server_group="${serverGroup}"`;
    const labels = `{${of},instance="${id}",zone="${zone}",region="eu"}`;
    assert.ok((await read(rig, `instance_log_lines_total${labels}`) ?? -1) >= 0);
    if (!ignore) {
      assert.ok((await read(rig, `instance_memory_bytes${labels}`) ?? 0) > 1_000_000);
      assert.ok((await read(rig, `instance_cpu_seconds_total${labels}`) ?? 0) > 0);
    }
    const deaths = `instance_deaths_total{${of}}`;
    assert.equal(await read(rig, deaths), 0);
    kill(pid, "SIGKILL");
    await until("the death is counted", 5_000, async () => await read(rig, deaths) === 1);
    const telemetry = (rig.run.urls as Readonly<Record<string, string>>)["metrics"]!;
    const query = `count(instance_log_lines_total{app="hello",instance="${
      second!.id
    }",job="fleet"})`;
    await until(
      "telemetry keeps whose series it is",
      8_000,
      async () => await askNumber(telemetry, query) === 1,
    );
    assert.ok(Number.isNaN(await askNumber(telemetry, 'count({exported_instance!=""})')));
  });
});
