import { createFixedRng } from "@netops/core/testing";
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { loadConfig } from "@netops/cli/config";
import { bakeArtifact } from "@netops/server/artifact";

const ENV = Deno.env.toObject();
const HAS_PYTHON = await exists("python3");

Deno.test({
  name: "the example services start from artifacts within 3 s, call each other and stop cleanly",
  ignore: !HAS_PYTHON,
  async fn() {
    const root = await Deno.makeTempDir({ prefix: "netops-example-" });
    const children: Running[] = [];
    try {
      const started = performance.now();
      for (const app of ["stock", "price", "shop"]) children.push(await start(root, app, children));
      await Promise.all(children.map(untilHealthy));
      const tookMs = performance.now() - started;
      assert.ok(tookMs < 3000, `${tookMs} ms`);
      await checkAnswers(children);
    } finally {
      const stops = await Promise.allSettled(children.map(stop));
      await Deno.remove(root, { recursive: true });
      assert.deepEqual(stops.filter((end) => end.status === "rejected"), []);
    }
  },
});

interface Running {
  readonly app: string;
  readonly url: string;
  readonly child: Deno.ChildProcess;
}

async function start(root: string, app: string, peers: readonly Running[]): Promise<Running> {
  const file = new URL("../../examples/bring-your-own/netops.yaml", import.meta.url).pathname;
  const config = await loadConfig({ cwd: root, file, environment: {} });
  const manifest = config.manifests.find((one) => one.app === app)!;
  const { path } = await bakeArtifact({
    dir: manifest.dir!,
    exclude: manifest.exclude,
    artifactsDir: join(root, "artifacts"),
    clock: { nowMs: () => 0, monotonicMs: () => 0 },
    rng: createFixedRng(app),
  });
  const port = freePort();
  const [program, ...args] = manifest.command as readonly string[];
  const urls = peers.map((peer) => [`NETOPS_URL_${peer.app.toUpperCase()}`, peer.url]);
  const child = new Deno.Command(program!, {
    args,
    cwd: path,
    env: {
      ...ENV,
      PATH: `${ENV.PATH}:${dirname(Deno.execPath())}`,
      HOST: "127.0.0.1",
      PORT: String(port),
      NETOPS_APP: app,
      NETOPS_INSTANCE: `${app}-1`,
      NETOPS_ZONE: "a",
      NETOPS_VERSION: "v1",
      ...Object.fromEntries(urls),
    },
    stdout: "null",
    stderr: "null",
  }).spawn();
  return { app, url: `http://127.0.0.1:${port}`, child };
}

async function checkAnswers(children: readonly Running[]): Promise<void> {
  for (const { app, url } of children) {
    const me = { app, instance: `${app}-1`, zone: "a", version: "v1" };
    assert.deepEqual(await json(`${url}/whoami`), me);
    assert.equal((await fetch(`${url}/nothing`).then(drain)).status, 404);
  }
  const { calls: [price, stock] } = await json(`${children.at(-1)!.url}/`);
  assert.equal(stock.inStock, 7);
  assert.equal(price.price, "4.20");
  assert.equal(price.calls[0].instance, "stock-1");
}

async function stop({ app, child }: Running): Promise<void> {
  const started = performance.now();
  child.kill("SIGTERM");
  const cut = setTimeout(() => child.kill("SIGKILL"), 2500);
  const { code, signal } = await child.status;
  clearTimeout(cut);
  const tookMs = performance.now() - started;
  assert.deepEqual([app, code, signal], [app, 0, null]);
  assert.ok(tookMs < 2500, `${app} took ${tookMs} ms to stop`);
}

async function untilHealthy({ app, url }: Running): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const status = await fetch(`${url}/health`).then(drain).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${app} is not healthy`);
}

async function json(url: string) {
  return await (await fetch(url)).json();
}

async function drain(answer: Response): Promise<Response> {
  await answer.body?.cancel();
  return answer;
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function exists(program: string): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args: ["--version"] }).output()).success;
  } catch {
    // Not installed: the example skips its service too.
    return false;
  }
}
