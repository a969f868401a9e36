import type { LoadOrder } from "@netops/load";
import { parseK6LogLine } from "@netops/load/scripts";
import type { EndLine, PoolAccount, StartLine } from "@netops/load/session";

const BUILT = new URL("../../load/scripts/built/", import.meta.url).pathname;

/** What a run of k6 came to. */
export interface K6Run {
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

/** Runs k6 as the runner does; the folder of the order holds all its files. */
export async function runK6(
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
