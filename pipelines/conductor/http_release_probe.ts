import {
  type Clock,
  type HttpClient,
  type InstanceStatus,
  NetopsError,
  type Timer,
} from "@netops/core";
import type { ReleaseCheck, ServerGroupInstance, ServerGroupView } from "@netops/core/contracts";
import type { ProbeCounts, ReleaseProbe } from "../ports/release_probe.ts";
import { NumberedRequests } from "./numbered_requests.ts";
import { readAtMost } from "./read_at_most.ts";

/** What releases are watched with. */
export interface HttpReleaseProbeOptions {
  /** Where gateways answer, without a slash at the end. */
  readonly gatewayUrl: string;
  readonly http: HttpClient;
  readonly clock: Clock;
  readonly timer: Timer;
  /** What the numbers of this process begin with, so that they are told from those of another one. */
  readonly id: string;
}

/** How long an instance may take to answer a check. */
const CHECK_MS = 2_000;

/** A group without traffic is out of service, and its instances answer. */
const HEALTHY: ReadonlySet<InstanceStatus> = new Set<InstanceStatus>(["UP", "OUT_OF_SERVICE"]);

/** How much of an answer a check looks at. */
const MOST_CHECKED_BYTES = 1024 * 1024;

/** Sends numbered requests through the gateways, and checks to single instances. */
export class HttpReleaseProbe implements ReleaseProbe {
  readonly #options: HttpReleaseProbeOptions;
  readonly #apps = new Map<string, NumberedRequests>();
  #count = 0;

  /** Sends nothing yet. */
  constructor(options: HttpReleaseProbeOptions) {
    this.#options = options;
  }

  start(app: string, { path, perSecond }: { readonly path: string; readonly perSecond: number }) {
    const { gatewayUrl, id } = this.#options;
    const plan = { url: `${gatewayUrl}/${app}${path}`, perSecond };
    const known = this.#apps.get(app);
    if (known?.isStopped === false) return known.follow(plan);
    const nextNumber = () => `${id}-${++this.#count}`;
    this.#apps.set(app, new NumberedRequests(plan, { ...this.#options, nextNumber }));
  }

  async stop(app: string): Promise<ProbeCounts> {
    const requests = this.#apps.get(app);
    await requests?.stop();
    // Counts of those that are over are taken once; another stop may have come first.
    if (requests !== undefined && this.#apps.get(app) === requests) this.#apps.delete(app);
    return requests?.counts ?? { sent: 0, lost: 0 };
  }

  counts(app: string): ProbeCounts {
    return this.#apps.get(app)?.counts ?? { sent: 0, lost: 0 };
  }

  async check(
    group: ServerGroupView,
    check: ReleaseCheck,
  ): Promise<{ readonly asked: number; readonly wrong: number }> {
    const body = check.body === undefined ? undefined : bodyPattern(check.body);
    const healthy = group.instances.filter(({ status }) => HEALTHY.has(status));
    const answers = await Promise.all(healthy.map((one) => this.#isRight(one, { ...check, body })));
    return { asked: answers.length, wrong: answers.filter((isRight) => !isRight).length };
  }

  async #isRight(
    { host, port }: ServerGroupInstance,
    { path, status, body }: Omit<ReleaseCheck, "body"> & { readonly body: RegExp | undefined },
  ): Promise<boolean> {
    const { http, timer } = this.#options;
    const late = new AbortController();
    const cancel = timer.after(CHECK_MS, () => late.abort());
    try {
      const response = await http.send({
        method: "GET",
        url: `http://${host}:${port}${path}`,
        // An instance that stops would wait for a connection that is kept.
        headers: { connection: "close" },
        signal: late.signal,
      });
      const text = new TextDecoder().decode(await readAtMost(response, MOST_CHECKED_BYTES));
      return response.status === status && (body?.test(text) ?? true);
    } catch {
      // No answer in time, or half of one, is not as it should be.
      return false;
    } finally {
      cancel();
    }
  }
}

function bodyPattern(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (cause) {
    throw new NetopsError(
      "REQUEST_INVALID",
      `Cannot check for the body ${source} as it is no regular expression`,
      { cause, fix: "write it as JavaScript does" },
    );
  }
}
