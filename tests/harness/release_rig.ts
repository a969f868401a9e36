import type { DeployDocument } from "@netops/core/contracts";
import { type Plant, SHOP_FILES, shopServer } from "./planted_releases.ts";
import { type CliResult, kill, TestPlatform, until } from "./platform.ts";
import { SequenceLoad } from "./sequence_load.ts";

/** What shipping one release came to. */
export interface ReleaseResult {
  readonly plant: Plant;
  readonly code: number;
  readonly document: DeployDocument;
  /** By which rule and metrics of which look it went back, or why else; empty for one that was promoted. */
  readonly decidedBy: string;
  /** What the gateways counted as failed or dropped by the release. */
  readonly usersHit: number;
  /** Requests that the release answered with 200. */
  readonly served: number;
  /** Requests that were answered with a failure meanwhile, as users saw it. */
  readonly failed: number;
  /** Requests that were answered with 200 and wrong data, as users saw it. */
  readonly wrong: number;
  /** Requests that nobody answered. */
  readonly dropped: readonly string[];
}

/** How a release is shipped. */
export interface ShipOptions {
  /** Words behind `deploy run shop --from DIR --yes --json`. */
  readonly words: readonly string[];
  /** Has every call of `stock` fail from the moment the release gets requests. */
  readonly isStockFailing?: boolean;
}

/** Each tenth request is of somebody with a plan, each fifth asks for what is in stock. */
const GOLD_EVERY = 10;
const STOCK_EVERY = 5;
const STOCK_AT = 2;
const SHIP_LIMIT_MS = 300_000;
const TRAFFIC_LIMIT_MS = 60_000;
const ASKED = 12;

/** A shop under load, to which releases are shipped one after the other. */
export class ReleaseRig implements AsyncDisposable {
  readonly platform: TestPlatform;
  readonly load: SequenceLoad;
  readonly #url: string;
  #shipped = 0;

  private constructor(platform: TestPlatform, url: string, perS: number) {
    this.platform = platform;
    this.load = loadOf(url, perS);
    this.#url = url;
  }

  /** Boots the shop and begins to ask it. */
  static async up({ perS }: { readonly perS: number }): Promise<ReleaseRig> {
    const platform = await TestPlatform.create(SHOP_FILES);
    try {
      const { urls } = await platform.up();
      return new ReleaseRig(platform, `${urls["gateway"]}/shop`, perS);
    } catch (error) {
      await platform[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Ships a release that was never shipped before, and waits for its verdict. */
  async ship(plant: Plant, { words, isStockFailing }: ShipOptions): Promise<ReleaseResult> {
    const version = `${plant}-${++this.#shipped}`;
    const dir = `releases/${version}`;
    await this.platform.write(`${dir}/server.mjs`, shopServer(plant, version));
    const before = this.load.count;
    const shipping = this.#say([
      ...["deploy", "run", "shop", "--from", dir, "--yes", "--json", ...words],
    ]);
    const failing = isStockFailing === true ? this.#failStock(version) : undefined;
    const [{ code, stdout, stderr }, fault] = await Promise.all([shipping, failing]);
    if (fault !== undefined) await this.#say(["chaos", "stop", fault]);
    const after = this.load.count;
    const document = documentOf(stdout, stderr);
    const failures = (byFailure: Readonly<Record<number, number>>) =>
      Object.values(byFailure).reduce((sum, count) => sum + count, 0);
    return {
      ...{ plant, code, document, decidedBy: decidedBy(document) },
      usersHit: document.stages.find(({ deploy }) => deploy)?.deploy?.failedByRelease ?? 0,
      served: after.byVersion[version] ?? 0,
      failed: failures(after.byFailure) - failures(before.byFailure),
      wrong: after.wrong - before.wrong,
      dropped: after.dropped.slice(before.dropped.length),
    };
  }

  /** Versions that answer now, asked for some times beside the load. */
  async versions(): Promise<readonly string[]> {
    const seen = new Set<string>();
    for (let at = 0; at < ASKED; at++) {
      const response = await fetch(`${this.#url}/?n=0`, { signal: AbortSignal.timeout(15_000) });
      seen.add((await response.json()).version);
    }
    return [...seen];
  }

  /** Gives all requests back to what served before a release that was promoted. */
  async rollBack(): Promise<void> {
    const { code, stderr } = await this.#say(["deploy", "rollback", "shop", "--yes"]);
    if (code !== 0) throw new Error(`deploy rollback exited ${code}: ${stderr}`);
  }

  /** What the judge says of the looks at a deploy, metric by metric, when it judges them again. */
  async replay(id: string): Promise<CliResult> {
    return await this.#say(["deploy", "judge", "replay", id]);
  }

  /** Ends the load first, then everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.load.end();
    await this.platform[Symbol.asyncDispose]();
  }

  async #failStock(version: string): Promise<string> {
    await until(`${version} gets requests`, TRAFFIC_LIMIT_MS, () => {
      return (this.load.count.byVersion[version] ?? 0) > 0;
    });
    const { code, stdout, stderr } = await this.#say([
      ...["chaos", "inject", "abort", "--target", "stock", "--percent", "100"],
      ...["--for", "5m", "--json"],
    ]);
    if (code !== 0) throw new Error(`chaos inject exited ${code}: ${stderr}`);
    return JSON.parse(stdout).id;
  }

  async #say(words: readonly string[]): Promise<CliResult> {
    const startedMs = performance.now();
    const child = this.platform.spawn(words);
    const late = setTimeout(() => kill(child.pid, "SIGKILL"), SHIP_LIMIT_MS);
    const { code, stdout, stderr } = await child.output();
    clearTimeout(late);
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    return { code, stdout: out!, stderr: err!, elapsedMs: performance.now() - startedMs };
  }
}

function loadOf(url: string, perS: number): SequenceLoad {
  return new SequenceLoad({
    ...{ url, perS, takesFailures: true },
    path: (n) => n % STOCK_EVERY === STOCK_AT ? "/stock" : "/",
    headers: (n): Record<string, string> => n % GOLD_EVERY === 0 ? { "x-plan": "gold" } : {},
    isRight: ({ price }) => price === 42,
  });
}

function documentOf(stdout: string, stderr: string): DeployDocument {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`deploy run printed no document: ${stdout}${stderr}`);
  }
}

/** Why a release went back: by which metrics of which look, or what else happened to it. */
function decidedBy({ verdict, stages }: DeployDocument): string {
  const stage = stages.find(({ type }) => type === "deploy");
  if (verdict === "promoted" || stage === undefined) return "";
  const failed = stage.deploy?.looks.find((look) => look.verdict === "fail");
  if (failed === undefined) return stage.reason?.split(";")[0] ?? "";
  const worse = failed.metrics.filter(({ classification, muted }) =>
    classification !== "Pass" && classification !== "Nodata" && muted !== true
  );
  const names = worse.map(({ name, classification }) => `${name} ${classification}`).join(", ");
  const rule = names === "" ? failed.rule : `${failed.rule.split(":")[0]}, ${names}`;
  return `look ${failed.look}: ${rule}`;
}
