import { createHost } from "@netops/core/host";
import { createFleetClient, type FleetClient } from "@netops/core/clients";
import type { JobView } from "@netops/core/contracts";
import {
  LOAD_ENTRY,
  LoadFolder,
  loadJobName,
  type LoadMessage,
  readLoadMessage,
} from "@netops/load/runner";
import type { LoadReport } from "@netops/load/report";
import { groundCommand } from "../../server/mod.ts";
import type { StreamingPlatform } from "../harness/streaming_platform.ts";

/** What a load is told. */
export type Order = Parameters<LoadFolder["begin"]>[0];

/** Of every load of the rig that says no other shape. */
export const RATE = 3;
/** How long its sessions begin. */
export const LENGTH_MS = 5_000;

/** Starts loads on a platform, as jobs of its fleet. */
export class LoadRig implements Disposable {
  readonly #streaming: StreamingPlatform;
  readonly #titles: readonly string[];
  readonly #fleet: FleetClient;
  readonly #http = createHost().createHttpClient();

  constructor(streaming: StreamingPlatform, titles: readonly string[]) {
    const { fleetUrl, token } = JSON.parse(
      Deno.readTextFileSync(`${streaming.platform.home}/run.json`),
    );
    this.#streaming = streaming;
    this.#titles = titles;
    this.#fleet = createFleetClient({ fleetUrl, token, http: this.#http });
  }

  static async open(streaming: StreamingPlatform): Promise<LoadRig> {
    const account = await streaming.account({ plan: "premium" });
    const { body } = await streaming.call("/catalog/titles", { account });
    return new LoadRig(streaming, body.titles.map(({ id }) => id));
  }

  /** The folder of a load. */
  dirOf(id: string): string {
    return `${this.#streaming.platform.home}/load/${id}`;
  }

  async start(id: string, change: Partial<Order> = {}): Promise<JobView> {
    const folder = new LoadFolder(this.dirOf(id));
    folder.begin(this.order(id, change));
    return await this.#fleet.startJob({
      ...{ name: loadJobName(id), dir: this.dirOf(id), detached: true, deadlineMs: 120_000 },
      command: [
        ...groundCommand(Deno.execPath(), LOAD_ENTRY, { permissions: ["--allow-all"] }),
        folder.orderPath,
      ],
      env: {},
    });
  }

  /** What a load says until it is over, and how it exits. */
  async follow(
    job: JobView,
    onMessage: (message: LoadMessage) => void = () => undefined,
  ): Promise<{ last: LoadMessage | undefined; exitCode: number | undefined; talk: string[] }> {
    let last: LoadMessage | undefined;
    const talk: string[] = [];
    for await (const line of this.#fleet.followJob(job.id, AbortSignal.timeout(120_000))) {
      if (line.type === "end") return { last, exitCode: line.job.exitCode, talk };
      const message = readLoadMessage(line.text);
      if (message === undefined) talk.push(line.text);
      else onMessage(last = message);
    }
    throw new Error(`the job was not heard to its end: ${talk.join("\n")}`);
  }

  /** How many viewers have started by now. */
  startedOf(id: string): number {
    return new LoadFolder(this.dirOf(id)).readProgress()?.started ?? 0;
  }

  report(id: string): LoadReport {
    return JSON.parse(Deno.readTextFileSync(`${this.dirOf(id)}/report.json`));
  }

  /** Command lines of this platform's processes that are engines. */
  engines(): readonly string[] {
    return this.#streaming.platform.processes().map(commandOf)
      .filter((command) => /load\/engine\/main|load\/scripts\/built/.test(command));
  }

  [Symbol.dispose](): void {
    this.#http.close();
  }

  /** The order of a load. */
  order(id: string, change: Partial<Order>): Order {
    const { urls } = this.#streaming;
    return {
      ...{ id, name: "hotpath", engine: "builtin", engineVersion: "0.1.0", seed: 7 },
      plan: {
        ...{ scenario: "play", titles: this.#titles, isPremiere: false },
        ...{ watchMinMs: 1_500, watchMaxMs: 2_500, patienceMinMs: 8_000, patienceMeanMs: 4_000 },
      },
      arrivals: { startRate: RATE, stages: [{ targetRate: RATE, durationMs: LENGTH_MS }] },
      ...{ durationMs: LENGTH_MS, maxVus: 20, gatewayUrl: urls["gateway"] ?? "" },
      fleetUrl: "",
      clientRanges: Deno.build.os === "linux"
        ? [{ prefix: "127.10.0.0/16", from: "127.10.1.1", to: "127.10.1.40" }]
        : [],
      thresholds: [
        { metric: "starts", limit: "count>0" },
        { metric: "start_failed", limit: "rate<0.01" },
        { metric: "dropped_iterations", limit: "count==0" },
      ],
      ...{ exports: [], env: {}, folder: this.dirOf(id), ...change },
    };
  }
}

function commandOf(pid: number): string {
  try {
    return Deno.readTextFileSync(`/proc/${pid}/cmdline`).replaceAll("\0", " ");
  } catch {
    return "";
  }
}
