import { freePort } from "../tests/harness/start_service.ts";

/** How well a latency toxic keeps its value in one pass, over the same exchange without a toxic. */
export interface ToxicAccuracy {
  readonly wantedMs: number;
  readonly pairs: number;
  /** Quantiles of the delayed exchanges − those of the control − wanted. */
  readonly overMs: Quantiles;
  readonly worstOverMs: number;
  readonly controlMs: Quantiles;
  /** How late the runtime's own timer of the same length was in the same loop. */
  readonly timerLateMs: Quantiles;
}

/** Three quantiles, in ms. */
export interface Quantiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

const PAIRS = 300;

/** Lanes of pairs that run side by side, so that long delays take no longer: one for each 5 ms. */
const MS_PER_LANE = 5;
const MOST_LANES = 20;

interface Samples {
  readonly delayedMs: number[];
  readonly controlMs: number[];
  readonly timerMs: number[];
}

/**
 * Measures pairs: one exchange through a proxy without a toxic, then one through a proxy with it.
 *
 * Before the control the lane rests as long as the toxic delays, so that both meet a process that was
 * idle as long.
 */
export async function measureAccuracy(
  link: { readonly api: string },
  wantedMs: readonly number[],
): Promise<ToxicAccuracy[]> {
  const port = freePort();
  using echo = Deno.listen({ hostname: "127.0.0.1", port });
  const serving = serve(echo);
  const control = await create(link.api, "control", port);
  const rows: ToxicAccuracy[] = [];
  for (const wanted of wantedMs) {
    const delayed = await create(link.api, "delayed", port);
    await call(link.api, "POST", "/proxies/delayed/toxics", {
      ...{ type: "latency", name: "t", attributes: { latency: wanted } },
    });
    rows.push(await measure({ control, delayed, wanted }));
    await call(link.api, "DELETE", "/proxies/delayed");
  }
  await call(link.api, "DELETE", "/proxies/control");
  echo.close();
  await serving;
  return rows;
}

async function measure(
  of: { readonly control: number; readonly delayed: number; readonly wanted: number },
): Promise<ToxicAccuracy> {
  const { wanted } = of;
  const samples: Samples = { delayedMs: [], controlMs: [], timerMs: [] };
  const lanes = Math.min(MOST_LANES, Math.max(1, Math.floor(wanted / MS_PER_LANE)));
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) => runLane({ ...of, offset: lane / lanes }, samples)),
  );
  const [delayed, control] = [quantiles(samples.delayedMs), quantiles(samples.controlMs)];
  const over = (p: keyof Quantiles) => delayed[p] - control[p] - wanted;
  return {
    wantedMs: wanted,
    pairs: samples.delayedMs.length,
    overMs: { p50: over("p50"), p90: over("p90"), p99: over("p99") },
    worstOverMs: Math.max(...samples.delayedMs) - wanted,
    controlMs: control,
    timerLateMs: quantiles(samples.timerMs.map((ms) => ms - wanted)),
  };
}

/** Takes turns until there are enough samples; `offset` spreads lanes over the time of a turn. */
async function runLane(
  of: {
    readonly control: number;
    readonly delayed: number;
    readonly wanted: number;
    readonly offset: number;
  },
  samples: Samples,
): Promise<void> {
  using control = await open(of.control);
  using delayed = await open(of.delayed);
  for (let n = 0; n < 20; n++) await exchange(control);
  await exchange(delayed);
  await rest(2 * of.wanted * of.offset);
  while (samples.delayedMs.length < PAIRS) {
    samples.timerMs.push(await rest(of.wanted));
    samples.controlMs.push(await exchange(control));
    samples.delayedMs.push(await exchange(delayed));
  }
}

async function open(port: number): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  conn.setNoDelay();
  return conn;
}

async function rest(delayMs: number): Promise<number> {
  const startedAtMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  return performance.now() - startedAtMs;
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

async function create(api: string, name: string, upstreamPort: number): Promise<number> {
  const { listen } = await call<{ listen: string }>(api, "POST", "/proxies", {
    ...{ name, listen: "127.0.0.1:0", upstream: `127.0.0.1:${upstreamPort}` },
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

function quantiles(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (p: number) => sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
