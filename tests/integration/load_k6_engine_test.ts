import assert from "node:assert/strict";
import type { LoadOrder } from "@netops/load";
import { parseK6LogLine } from "@netops/load/scripts";
import {
  arrivalAtMs,
  countArrivals,
  type EndLine,
  type PoolAccount,
  SessionPlanner,
  type StartLine,
} from "@netops/load/session";
import { oracleTest } from "../../tools/oracle.ts";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

const BUILT = new URL("../../load/scripts/built/", import.meta.url).pathname;
const PASSWORD = "correct horse battery";
const RATE = 3;
const FOR_MS = 8_000;

/** What a run of k6 came to. */
interface K6Run {
  readonly code: number;
  readonly starts: readonly StartLine[];
  readonly ends: readonly EndLine[];
  readonly errors: readonly { readonly message: string; readonly isException: boolean }[];
  readonly stdout: string;
  /** `handleSummary`'s metrics by name; undefined when it wrote none. */
  readonly metrics:
    | Readonly<Record<string, { readonly values: Record<string, number> }>>
    | undefined;
}

function orderOf(folder: string, rest: Partial<LoadOrder>): LoadOrder {
  return {
    ...{ id: crypto.randomUUID(), name: "hotpath", engine: "k6", engineVersion: "1.8.1", seed: 7 },
    ...{ fleetUrl: "", clientRanges: [], thresholds: [], exports: [], env: {}, folder },
    plan: {
      ...{ scenario: "play", titles: ["night-signal", "harbour-lights"], isPremiere: false },
      ...{ watchMinMs: 2_000, watchMaxMs: 4_000, patienceMinMs: 10_000, patienceMeanMs: 1_000 },
    },
    arrivals: { startRate: RATE, stages: [{ targetRate: RATE, durationMs: FOR_MS }] },
    ...{ maxVus: 40, gatewayUrl: "" },
    ...rest,
  };
}

/** Runs k6 as the runner does; the folder of the order holds all its files. */
async function runK6(
  k6: string,
  order: LoadOrder,
  options: { readonly accounts: readonly PoolAccount[]; readonly script?: string },
): Promise<K6Run> {
  const { folder } = order;
  const script = options.script ?? `${BUILT}${order.name}.js`;
  await Deno.writeTextFile(`${folder}/order.json`, JSON.stringify(order));
  await Deno.writeTextFile(`${folder}/accounts.json`, JSON.stringify(options.accounts));
  const { code, stdout, stderr } = await new Deno.Command(k6, {
    args: [
      ...["run", "--quiet", "--no-color", "--log-format", "json", "--address", ""],
      ...["--local-ips", "127.10.0.1-127.10.0.40", script],
    ],
    env: {
      K6_NO_USAGE_REPORT: "true",
      K6_AUTO_EXTENSION_RESOLUTION: "false",
      NETOPS_LOAD_ORDER: `${folder}/order.json`,
      NETOPS_LOAD_ACCOUNTS: `${folder}/accounts.json`,
      NETOPS_LOAD_SUMMARY: `${folder}/summary.json`,
    },
  }).output();
  const log = new TextDecoder().decode(stderr).split("\n").map(parseK6LogLine);
  const lines = log.flatMap((said) => said?.kind === "session" ? [said.line] : []);
  const summary = await Deno.readTextFile(`${folder}/summary.json`).catch(() => undefined);
  return {
    code,
    starts: lines.filter((line) => line.type === "start"),
    ends: lines.filter((line) => line.type === "end"),
    errors: log.flatMap((said) => said?.kind === "error" ? [said] : []),
    stdout: new TextDecoder().decode(stdout),
    metrics: summary === undefined ? undefined : JSON.parse(summary).metrics,
  };
}

async function signUp(platform: StreamingPlatform, count: number): Promise<PoolAccount[]> {
  const one = async (): Promise<PoolAccount> => {
    const { email, accessToken } = await platform.account({ plan: "premium" });
    return { email, password: PASSWORD, accessToken };
  };
  return await Promise.all(Array.from({ length: count }, one));
}

oracleTest(
  "k6",
  "k6 plays an order on the streaming platform",
  async ({ path }, _rest, context) => {
    await using platform = await StreamingPlatform.boot("lite");
    const folder = platform.platform.dir;
    const gatewayUrl = platform.urls["gateway"] ?? "";
    const accounts = await signUp(platform, 10);
    // One whose token has ended signs in anew.
    const [first, ...others] = accounts;
    assert.ok(first !== undefined);
    const pool = [{ ...first, accessToken: "ended" }, ...others];
    const order = orderOf(folder, { gatewayUrl });
    const hot = await runK6(path, order, { accounts: pool });
    const { arrivals } = order;
    assert.ok(arrivals !== undefined);

    await context.step("every arrival has exactly one start and one end", () => {
      const indexes = Array.from({ length: countArrivals(arrivals) }, (_, index) => index);
      assert.equal(indexes.length, RATE * FOR_MS / 1_000);
      assert.deepEqual(hot.starts.map(({ index }) => index).sort((a, b) => a - b), indexes);
      assert.deepEqual(hot.ends.map(({ index }) => index).sort((a, b) => a - b), indexes);
      assert.deepEqual([hot.code, hot.errors, hot.stdout], [0, [], ""]);
    });

    await context.step("sessions begin by the schedule, and show pictures", () => {
      const began = Math.min(...hot.starts.map(({ scheduledAtMs }) => scheduledAtMs));
      for (const start of hot.starts) {
        const dueMs = start.scheduledAtMs - began;
        assert.ok(Math.abs(dueMs - arrivalAtMs(arrivals, start.index)) <= 1, `${start.index}`);
        assert.ok(start.startedAtMs >= start.scheduledAtMs);
        assert.equal(start.outcome, "started", JSON.stringify(start.failure));
        const sum = Object.values(start.steps ?? {}).reduce((all, one) => all + one, 0);
        assert.equal(sum, start.startupMs);
        assert.ok(start.ocaRank !== undefined && start.ocaRank >= 1);
      }
      assert.ok(hot.ends.every(({ playedMs }) => playedMs > 1_000));
    });

    await context.step("what was drawn is what the plan draws, again and again", () => {
      const planner = new SessionPlanner(order);
      for (const { index, titleId } of hot.ends) {
        assert.equal(titleId, planner.session(index).titleId);
      }
    });

    await context.step("an account whose token ended signs in, once a VU", () => {
      const kinds = hot.ends.flatMap(({ requests }) => requests).filter(({ kind }) =>
        kind === "signin"
      );
      assert.ok(kinds.length >= 1 && kinds.length <= 4, `${kinds.length} sign-ins`);
    });

    await context.step("k6's own metrics say the same", () => {
      const value = (name: string, of: string) => hot.metrics?.[name]?.values[of];
      assert.equal(value("starts", "count"), hot.starts.length);
      assert.equal(value("start_failed", "rate"), 0);
      assert.equal(value("script_errors", "count"), 0);
      const startups = hot.starts.map(({ startupMs }) => startupMs ?? 0);
      assert.equal(value("startup_ms", "max"), Math.max(...startups));
      const watchedMs = hot.ends.reduce((sum, end) => sum + end.playedMs + end.stalledMs, 0);
      assert.equal(value("watched_ms", "count"), watchedMs);
    });

    await context.step(
      "viewers of the closed model begin anew, the mixed ones do all three",
      async () => {
        const { arrivals: _, plan, ...rest } = order;
        assert.ok(plan !== undefined);
        const run = await runK6(path, {
          ...{ ...rest, name: "mixed", vus: 8, durationMs: 4_000, maxVus: 8 },
          plan: { ...plan, scenario: "mixed", watchMinMs: 500, watchMaxMs: 700 },
        }, { accounts });
        assert.ok(run.starts.length > 16, `${run.starts.length} sessions`);
        assert.ok(run.starts.every(({ outcome }) => outcome === "started" || outcome === "cut"));
        const kinds = new Set(run.ends.flatMap(({ requests }) => requests.map(({ kind }) => kind)));
        assert.ok(
          ["play", "segment", "browse", "signin"].every((kind) => kinds.has(kind)),
          `${[...kinds]}`,
        );
      },
    );
  },
);

oracleTest(
  "k6",
  "what goes wrong in k6 is said, and never looks like a picture",
  async ({ path }) => {
    const folder = await Deno.makeTempDir({ prefix: "netops-k6-" });
    // An answer that no contract allows makes our script throw.
    await using server = Deno.serve({ port: 0, onListen: () => {} }, () => Response.json({}));
    const gatewayUrl = `http://127.0.0.1:${server.addr.port}`;
    const accounts = [{ email: "a@example.test", password: PASSWORD, accessToken: "x" }];
    const arrivals = { startRate: 4, stages: [{ targetRate: 4, durationMs: 1_000 }] };
    const order = orderOf(folder, { gatewayUrl, arrivals, maxVus: 4 });
    try {
      const bug = await runK6(path, order, { accounts });
      assert.equal(bug.starts.length, 4);
      assert.ok(bug.starts.every(({ failure }) => failure?.kind === "script"));
      assert.ok(bug.errors.some(({ message }) => message.includes("TypeError")));
      assert.equal(bug.metrics?.["script_errors"]?.values["count"], 4);

      const down = await runK6(path, { ...order, gatewayUrl: "http://127.0.0.1:1" }, { accounts });
      assert.deepEqual(down.starts.map(({ outcome }) => outcome), Array(4).fill("failed"));
      assert.ok(down.starts.every(({ failure }) => failure?.type === "connect"));
      assert.match(down.starts[0]?.failure?.traceId ?? "", /^[0-9a-f]{32}$/);

      const few = await runK6(path, { ...order, maxVus: 8 }, { accounts });
      assert.notEqual(few.code, 0);
      const said = few.errors.find(({ isException }) => isException);
      assert.match(said?.message ?? "", /8 viewers need 2 accounts/);

      const script = `${folder}/throws.js`;
      await Deno.writeTextFile(script, `export default function () { throw new Error("boom"); }\n`);
      const own = await runK6(path, order, { accounts, script });
      assert.ok(own.errors.some(({ message, isException }) => isException && /boom/.test(message)));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
