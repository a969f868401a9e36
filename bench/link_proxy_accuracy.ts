import { freePort } from "../tests/harness/start_service.ts";

/** How well a latency toxic keeps its value, over the same exchange without a toxic. */
export interface ToxicAccuracy {
  readonly wantedMs: number;
  readonly samples: number;
  /** p50 of the delayed exchange − p50 of the control − wanted. */
  readonly p50OverMs: number;
  /** The same at p90. */
  readonly p90OverMs: number;
  /** p99 of the delayed exchange − p99 of the control − wanted. */
  readonly p99OverMs: number;
  readonly worstOverMs: number;
  readonly controlP50Ms: number;
  readonly controlP99Ms: number;
}

const SAMPLES = 240;
const BLOCK = 20;

/**
 * Measures one exchange after the other, 20 with the toxic, then 20 without, so that both meet the same
 * machine. The same connections are used all the time.
 */
export async function measureAccuracy(
  link: { readonly api: string },
  wantedMs: readonly number[],
): Promise<ToxicAccuracy[]> {
  const port = freePort();
  using echo = Deno.listen({ hostname: "127.0.0.1", port });
  const serving = serve(echo);
  const listen = await create(link.api, port);
  using conn = await Deno.connect({ hostname: "127.0.0.1", port: listen });
  conn.setNoDelay();
  for (let n = 0; n < 200; n++) await exchange(conn);
  const rows: ToxicAccuracy[] = [];
  for (const wanted of wantedMs) rows.push(await measure(link.api, conn, wanted));
  await call(link.api, "DELETE", "/proxies/accuracy");
  echo.close();
  await serving;
  return rows;
}

async function measure(api: string, conn: Deno.Conn, wantedMs: number): Promise<ToxicAccuracy> {
  const [control, delayed]: [number[], number[]] = [[], []];
  const samples = wantedMs > 100 ? SAMPLES / 3 : SAMPLES;
  while (delayed.length < samples) {
    for (let n = 0; n < BLOCK; n++) control.push(await exchange(conn));
    await call(api, "POST", "/proxies/accuracy/toxics", {
      ...{ type: "latency", name: "t", attributes: { latency: wantedMs } },
    });
    for (let n = 0; n < BLOCK; n++) delayed.push(await exchange(conn));
    await call(api, "DELETE", "/proxies/accuracy/toxics/t");
  }
  const over = (p: number) => quantile(delayed, p) - quantile(control, p) - wantedMs;
  return {
    wantedMs,
    samples: delayed.length,
    p50OverMs: over(0.5),
    p90OverMs: over(0.9),
    p99OverMs: over(0.99),
    worstOverMs: Math.max(...delayed) - wantedMs,
    controlP50Ms: quantile(control, 0.5),
    controlP99Ms: quantile(control, 0.99),
  };
}

async function exchange(conn: Deno.Conn): Promise<number> {
  const startedAtMs = performance.now();
  await conn.write(new Uint8Array([1, 2, 3, 4]));
  const buffer = new Uint8Array(4);
  for (let got = 0; got < 4;) got += await conn.read(buffer) ?? 4;
  return performance.now() - startedAtMs;
}

async function serve(listener: Deno.TcpListener): Promise<void> {
  try {
    for await (const conn of listener) {
      conn.setNoDelay();
      void echoAll(conn);
    }
  } catch {
    // The listener was closed.
  }
}

async function echoAll(conn: Deno.Conn): Promise<void> {
  const buffer = new Uint8Array(1_024);
  try {
    for (let n = await conn.read(buffer); n !== null; n = await conn.read(buffer)) {
      await conn.write(buffer.subarray(0, n));
    }
    conn.close();
  } catch {
    // The proxy was deleted.
  }
}

async function create(api: string, upstreamPort: number): Promise<number> {
  const { listen } = await call<{ listen: string }>(api, "POST", "/proxies", {
    ...{ name: "accuracy", listen: "127.0.0.1:0", upstream: `127.0.0.1:${upstreamPort}` },
  });
  return Number(listen.split(":")[1]);
}

async function call<T>(api: string, ...request: [string, string, unknown?]): Promise<T> {
  const [method, path, body] = request;
  const response = await fetch(`${api}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? NaN;
}
