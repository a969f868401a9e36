import type { ServiceBoot } from "@netops/core/contracts";
import { type RunningService, startService } from "./start_service.ts";

/** The telemetry process alone, and how to ask it. */
export interface RunningTelemetry {
  readonly service: RunningService;
  /** `http://127.0.0.1:port`: Prometheus' API, OTLP and remote write. */
  readonly url: string;
  /** The first value that a query gives; NaN when it gives none. @throws {Error} when it is refused. */
  number(query: string): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts telemetry with the permissions that it has in a platform. */
export async function startTelemetry(
  boot: Partial<ServiceBoot> = {},
): Promise<RunningTelemetry> {
  const home = await Deno.makeTempDir({ prefix: "netops-telemetry-" });
  const permissions = [
    "--allow-net=127.0.0.0/8",
    // The grammar of PromQL asks for LOG.
    "--allow-env=LOG",
    "--allow-read",
    `--allow-write=${home}`,
    "--no-prompt",
  ];
  const remove = () => Deno.remove(home, { recursive: true });
  try {
    const service = await startService({
      entry: "server/telemetry/main.ts",
      boot: { home, ...boot },
      permissions,
    });
    const stop = async () => {
      await service[Symbol.asyncDispose]();
      await remove();
    };
    const number = (query: string) => askNumber(service.url, query);
    return { service, url: service.url, number, [Symbol.asyncDispose]: stop };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

/** The first value that a query gives at any Prometheus; NaN when it gives none. */
export async function askNumber(url: string, query: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(query)}`);
  const body = await response.json();
  if (body.status !== "success") throw new Error(`${query}: ${JSON.stringify(body)}`);
  return Number(body.data.result[0]?.value[1] ?? NaN);
}
