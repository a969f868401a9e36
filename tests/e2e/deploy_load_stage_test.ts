import assert from "node:assert/strict";
import { oracleTest } from "../../tools/oracle.ts";
import { ConductorCalls } from "../harness/conductor_calls.ts";
import { HELLO_FILES } from "../harness/hello_files.ts";
import { TestPlatform } from "../harness/platform.ts";

const SCRIPT = `import http from "k6/http";
import { check } from "k6";
export const options = { vus: 2, iterations: 20, thresholds: { checks: ["rate>0.9"] } };
export default function () {
  check(http.get(__ENV.GATEWAY + __ENV.TARGET), { "it answers": ({ status }) => status === 200 });
}
`;

oracleTest(
  "k6",
  "a load's verdict decides about a stage, and its reason is told",
  async ({ path }) => {
    await using platform = await TestPlatform.create({ ...HELLO_FILES, "load.js": SCRIPT });
    const up = await platform.run(["up", "-d", "--json", "--isolated"], { NETOPS_K6: path });
    assert.equal(up.code, 0, up.stderr);
    const conductor = new ConductorCalls(platform);
    const load = (target: string) =>
      conductor.carryOut("hello", [{
        ...{ name: "load", type: "load", script: "load.js", dir: platform.dir },
        env: { TARGET: target },
      }]);
    const fine = await load("/hello/");
    assert.equal(fine.status, "SUCCEEDED", JSON.stringify(fine.stages));
    assert.deepEqual(fine.stages[0]?.outputs, { exitCode: 0, verdict: "passed" });
    const crossed = await load("/nobody/");
    assert.equal(crossed.status, "TERMINAL");
    assert.match(
      crossed.stages[0]?.reason ?? "",
      /^the load failed: (checks was 0 %, not above 90 %|http_req_failed was 100 %, not below 1 %)/,
    );
  },
);
