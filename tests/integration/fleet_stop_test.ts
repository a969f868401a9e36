import assert from "node:assert/strict";
import { isAlive } from "../harness/process_facts.ts";
import { freePort } from "../harness/start_service.ts";
import { FleetRig, until } from "./fleet_rig.ts";

const SERVER = `import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
createServer((_, response) => response.end("{}")).listen(Number(process.env.PORT), process.env.HOST);
process.on("SIGTERM", () => {
  if (process.env.STUBBORN) return;
  setTimeout(() => {
    writeFileSync(process.env.MARK, "drained");
    process.exit(0);
  }, 400);
});
`;

/** One service under a shell, one that ignores SIGTERM, one on a port of its own. */
function filesOf(mark: string): Record<string, string> {
  return {
    "netops.yaml": `platform: none
services:
  polite:
    command: "node server.mjs; true"
    dir: ./svc
    env: { MARK: ${mark} }
  stubborn:
    command: [node, server.mjs]
    dir: ./svc
    stopTimeout: 1s
    env: { STUBBORN: "1" }
`,
    "svc/server.mjs": SERVER,
  };
}

Deno.test("a stop waits for a drain, reaches what is under a shell, and ends what is deaf", async (t) => {
  const mark = await Deno.makeTempFile({ prefix: "netops-drain-" });
  try {
    await FleetRig.with(filesOf(mark), async (rig) => {
      await t.step("a service under a shell gets its 400 ms", () => drains(rig, mark));
      await t.step("a deaf service is killed at its stop timeout", () => kills(rig));
    });
  } finally {
    await Deno.remove(mark);
  }
});

async function drains(rig: FleetRig, mark: string): Promise<void> {
  await rig.untilUp("polite", 1);
  await rig.ask("POST", "/v1/apps/polite/stop");
  await rig.untilUp("polite", 0);
  assert.equal(await Deno.readTextFile(mark), "drained");
}

async function kills(rig: FleetRig): Promise<void> {
  const [row] = await rig.untilUp("stubborn", 1);
  const startedMs = performance.now();
  await rig.ask("POST", "/v1/apps/stubborn/stop");
  await until("the deaf service is gone", 4_000, () => !isAlive(row!.pid));
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs >= 900, `${tookMs} ms`);
  await rig.untilUp("stubborn", 0);
}

const FIXED = `import { createServer } from "node:http";
createServer((_, response) => response.end('{"version":"v1"}')).listen(process.env.PORT, "127.0.0.1");
`;

Deno.test("a service on a fixed port is rolled, and comes back when its new version fails", async () => {
  const files = {
    "netops.yaml": `platform: none
services:
  fixed:
    command: [node, server.mjs]
    dir: ./svc
    port: ${freePort()}
`,
    "svc/server.mjs": FIXED,
  };
  await FleetRig.with(files, async (rig) => {
    const version = async () => {
      const response = await fetch(`${rig.run.urls.gateway}/fixed/`);
      return (await response.json()).version;
    };
    const roll = () => rig.ask("POST", "/v1/apps/fixed/roll");
    await rig.platform.write("svc/server.mjs", FIXED.replace('"v1"', '"v2"'));
    assert.equal((await roll()).body.reason, "fixed-v000 replaced by fixed-v001");
    await rig.untilUp("fixed", 1);
    assert.equal(await version(), "v2");
    await rig.platform.write("svc/server.mjs", "process.exit(7)");
    assert.equal((await roll()).body.code, "UNHEALTHY");
    await rig.untilUp("fixed", 1);
    assert.equal(await version(), "v2");
    assert.equal((await rig.ask("POST", "/v1/apps/fixed/scale", { replicas: 2 })).status, 403);
  });
});

Deno.test("a restart of a service that dies at once says so instead of waiting for ever", async () => {
  const files = {
    "netops.yaml": `platform: none
services:
  fragile:
    command: "test -e DIE && exit 7; exec node server.mjs"
    dir: ./svc
`,
    "svc/server.mjs": FIXED,
  };
  await FleetRig.with(files, async (rig) => {
    const [artifact] = [...Deno.readDirSync(`${rig.platform.home}/artifacts`)]
      .filter((entry) => entry.isDirectory).map((entry) => entry.name)
      .filter((name) => exists(`${rig.platform.home}/artifacts/${name}/server.mjs`));
    const dir = `${rig.platform.home}/artifacts/${artifact}`;
    await Deno.chmod(dir, 0o755);
    await Deno.writeTextFile(`${dir}/DIE`, "");
    const { status, body } = await rig.ask("POST", "/v1/apps/fragile/restart");
    assert.deepEqual([status, body.code], [503, "UNHEALTHY"]);
    assert.match(body.detail, /exited with code 7/);
  });
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
