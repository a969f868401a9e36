import type { LiveNames } from "./complete_words.ts";
import { findHome } from "../home/find_home.ts";
import { parseRunFile } from "../home/run_state.ts";
import { terminalEnvironment } from "../print/terminal.ts";

const BUDGET_MS = 50;
const NOTHING: LiveNames = { apps: [], instances: [] };

/** Asks fleet for the names of what runs, within 50 ms; nothing when it does not answer in time. */
export async function readLiveNames(): Promise<LiveNames> {
  const home = findHome({ env: terminalEnvironment(), cwd: Deno.cwd() });
  if (home === undefined) return NOTHING;
  const { createHost } = await import("@netops/core/host");
  const http = createHost().createHttpClient();
  try {
    const run = parseRunFile(Deno.readTextFileSync(`${home}/run.json`));
    const response = await http.send({
      method: "GET",
      url: `${run.fleetUrl}/v1/instances`,
      headers: { authorization: `Bearer ${run.token}` },
      signal: AbortSignal.timeout(BUDGET_MS),
    });
    return namesOf(await response.json());
  } catch {
    // Nothing runs, or it is slow: a shell that waits for names is worse than one without.
    return NOTHING;
  } finally {
    http.close();
  }
}

function namesOf(body: { readonly instances?: readonly { id: string; app: string }[] }): LiveNames {
  const instances = body.instances ?? [];
  const apps = [...new Set(instances.map((instance) => instance.app))].sort();
  return { apps, instances: instances.map((instance) => instance.id) };
}
