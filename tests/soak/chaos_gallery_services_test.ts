import assert from "node:assert/strict";
import { TestPlatform } from "../harness/platform.ts";

const SERVER = `import { createServer } from "node:http";
const { PORT, HOST, BUG = "", NETOPS_URL_BACK = "" } = process.env;
const VIDEO = { "content-type": "video/mp4" };
/** Asks the dependency for a request, for so long at most and so often at most. */
async function ask(request, tries, timeoutMs) {
  // What is to fail for this request alone comes with it.
  const fault = request.headers["x-netops-fault"];
  const headers = fault === undefined ? {} : { "x-netops-fault": fault };
  for (let left = tries; ; left--) {
    try {
      const answer = await fetch(NETOPS_URL_BACK + "/", {
        headers,
        signal: AbortSignal.timeout(timeoutMs),
      });
      if (answer.ok) return await answer.text();
      throw new Error(String(answer.status));
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}
async function front(request) {
  // The bug: three tries of 300 ms each do not fit into a wrapper of 200 ms.
  const wrapperMs = BUG === "short-wrapper" ? 200 : 5_000;
  const wrapper = new Promise((_, reject) => setTimeout(reject, wrapperMs, new Error("wrapper")));
  const asked = Promise.race([ask(request, 3, 300), wrapper]);
  // The other bug: no fallback.
  return BUG !== "" ? await asked : await asked.catch(() => "without the dependency");
}
const server = createServer(async (request, response) => {
  try {
    if (request.url === "/health") return response.end("ok");
    if (request.url === "/playlist.m3u8") return response.end("#EXTM3U\\nsegment.m4s\\n");
    // The bug: an error page that says 200.
    if (request.url === "/segment.m4s" && BUG === "wrong-200") return response.end("<h1>Oops</h1>");
    if (request.url === "/segment.m4s") return response.writeHead(200, VIDEO).end("mp4");
    response.end(NETOPS_URL_BACK === "" ? "back" : await front(request));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(Number(PORT), HOST);
process.on("SIGTERM", () => server.close(() => process.exit(0)));
`;

function filesOf(bugs: readonly string[]): Record<string, string> {
  const service = (name: string, bug: string) =>
    `  ${name}:\n    command: [node, server.mjs]\n    dir: ./service\n    replicas: 2\n` +
    `    health: /health\n    dependsOn: [back]\n    env: {BUG: "${bug}"}\n`;
  const fronts = bugs.map((bug) => service(bug.replaceAll("-", "") || "hello", bug)).join("");
  const back = "  back:\n    command: [node, server.mjs]\n    dir: ./service\n    replicas: 2\n" +
    "    health: /health\n";
  return {
    "netops.yaml": `platform: none\nservices:\n${fronts}${back}`,
    "service/server.mjs": SERVER,
  };
}

/** How a bug is told: by the steady state, or by the difference of arms. */
const FOUND = /the steady state was (left|not met before)|with the fault fail .* \(95 %: /;

interface Outcome {
  readonly verdict: string;
  readonly reason: string;
  readonly undone: boolean;
  readonly faults: readonly { readonly kind: string; readonly undone: boolean }[];
}

async function runGallery(platform: TestPlatform, name: string, ...args: string[]) {
  const result = await platform.run(["chaos", "run", name, "--json", ...args]);
  const outcome = JSON.parse(result.stdout) as Outcome;
  return { ...outcome, code: result.code };
}

Deno.test("every ready experiment on services holds on a service that is made for it", async () => {
  await using platform = await TestPlatform.create(filesOf([""]));
  assert.equal((await platform.run(["up", "-d", "--isolated", "--json"])).code, 0);
  const { stdout } = await platform.run(["chaos", "gallery", "--json"]);
  const { experiments } = JSON.parse(stdout) as { experiments: { name: string; on: string }[] };
  const names = experiments.filter(({ on }) => on === "service").map(({ name }) => name);
  assert.ok(names.length >= 5, names.join());
  for (const name of names) {
    const { code, verdict, reason, undone, faults } = await runGallery(platform, name);
    assert.deepEqual([name, code, verdict, undone], [name, 0, "held", true], reason);
    assert.equal(faults.length, 1, name);
  }
  assert.deepEqual(JSON.parse((await platform.run(["chaos", "doctor", "--json"])).stdout), {
    schema: "netops.doctor/v1",
    residue: [],
  });
});

Deno.test("bugs that were planted are found by ready experiments, each with its reason", async () => {
  const bugs = ["no-fallback", "short-wrapper", "wrong-200"];
  // Without a bug beside them: what fails is the bug and nothing else.
  await using platform = await TestPlatform.create(filesOf([...bugs, ""]));
  assert.equal((await platform.run(["up", "-d", "--isolated", "--json"])).code, 0);
  const cases: [string, string, string[]][] = [
    ["dependency-fails", "nofallback", []],
    ["arms-dependency-fails", "nofallback", []],
    ["dependency-slow", "shortwrapper", ["--var", "delayMs:int=250"]],
    ["video-right", "wrong200", []],
  ];
  for (const [experiment, app, more] of cases) {
    const found = await runGallery(platform, experiment, "--var", `app=${app}`, ...more);
    assert.deepEqual([app, found.code, found.verdict], [app, 5, "deviated"], found.reason);
    assert.match(found.reason, FOUND, app);
    const sound = await runGallery(platform, experiment, "--var", "app=hello", ...more);
    assert.deepEqual([experiment, sound.code], [experiment, 0], sound.reason);
  }
});
