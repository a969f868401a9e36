import { freePort } from "./start_service.ts";

/** A denokv that runs over a file of its own. */
export interface RunningDenokv {
  readonly url: string;
  readonly token: string;
  [Symbol.asyncDispose](): Promise<void>;
}

const TOKEN = "denokv-test-token";

/** Starts denokv on a free port and waits until it answers. */
export async function startDenokv(path: string): Promise<RunningDenokv> {
  const folder = await Deno.makeTempDir({ prefix: "netops-denokv-" });
  const port = freePort();
  const serve = ["serve", "--access-token", TOKEN, "--addr", `127.0.0.1:${port}`];
  const child = new Deno.Command(path, {
    args: ["--sqlite-path", `${folder}/denokv.sqlite`, ...serve],
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
    await waitForAnswer(url);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { url, token: TOKEN, [Symbol.asyncDispose]: stop };
}

async function waitForAnswer(url: string): Promise<void> {
  for (let tries = 0; tries < 250; tries++) {
    try {
      const response = await fetch(url);
      await response.body?.cancel();
      return;
    } catch {
      // It does not listen yet.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error("denokv does not answer");
}
