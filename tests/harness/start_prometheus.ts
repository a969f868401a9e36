import { freePort } from "./start_service.ts";

/** A Prometheus with an empty database of its own. */
export interface RunningPrometheus {
  /** `http://127.0.0.1:port`; it takes remote write at `/api/v1/write`. */
  readonly url: string;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Experiments of the language, which ours has without asking; version 2 warns and goes on. */
const EXPERIMENTS = [
  "promql-experimental-functions",
  "promql-duration-expr",
  "promql-extended-range-selectors",
  "promql-binop-fill-modifiers",
];

/** Starts Prometheus on a free port and waits until it is ready; `config` is what its file says. */
export async function startPrometheus(
  path: string,
  config = "global: {}\n",
): Promise<RunningPrometheus> {
  const folder = await Deno.makeTempDir({ prefix: "netops-prometheus-" });
  await Deno.writeTextFile(`${folder}/prometheus.yml`, config);
  const port = freePort();
  const child = new Deno.Command(path, {
    args: [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--web.enable-remote-write-receiver",
      `--enable-feature=${EXPERIMENTS.join(",")}`,
      "--log.level=error",
    ],
    cwd: folder,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill("SIGKILL");
    await child.status;
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await waitUntilReady(`${url}/-/ready`);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { url, [Symbol.asyncDispose]: stop };
}

async function waitUntilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    try {
      const response = await fetch(url);
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("prometheus does not get ready");
}
