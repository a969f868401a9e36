import { type PsRow, TestPlatform, until } from "./platform.ts";

/** What tests read of answers; each document has some of it. */
export interface ApiBody {
  readonly code: string;
  readonly account: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly sessionId: string;
  readonly titles: readonly { readonly id: string }[];
  readonly rows: readonly { readonly id: string; readonly titles: readonly { id: string }[] }[];
  /** Offered by playback, best first. */
  readonly ocas: readonly { readonly id: string; readonly hlsUrl: string }[];
  readonly "PATHWAY-PRIORITY": readonly string[];
}

/** An answer of the gateway or of an app. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: ApiBody;
}

/** A signed-up account: its bearer token and ids. */
export interface TestAccount {
  readonly email: string;
  readonly account: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The document of `netops play --json`. */
export interface PlayDocument {
  readonly outcome: "ended" | "stopped" | "failed";
  readonly startupMs: number;
  readonly stalls: number;
  readonly stalledMs: number;
  readonly failovers: number;
  readonly oca: string;
  readonly ocas: readonly string[];
  readonly error?: string;
  readonly viewers?: number;
  readonly ended?: number;
  readonly failed?: number;
  /** Of several viewers, the one that stalled longest. */
  readonly mostStalledMs?: number;
}

/** An OCA and the viewers that play from it now. */
export interface Audience {
  readonly oca: PsRow;
  readonly viewers: number;
}

/** A viewer asks for something every two seconds, unless it is gone. */
const SEEN_WITHIN_MS = 3_000;

/** The streaming platform as a whole, booted by the command line, and how tests talk to it. */
export class StreamingPlatform implements AsyncDisposable {
  readonly platform: TestPlatform;
  readonly urls: Readonly<Record<string, string>>;
  readonly readyMs: number;
  #accounts = 0;

  private constructor(
    platform: TestPlatform,
    up: { urls: Readonly<Record<string, string>>; readyMs: number },
  ) {
    this.platform = platform;
    this.urls = up.urls;
    this.readyMs = up.readyMs;
  }

  /** Boots a profile in a folder of its own. */
  static async boot(profile: "lite" | "std" | "full"): Promise<StreamingPlatform> {
    const platform = await TestPlatform.create({});
    try {
      return new StreamingPlatform(platform, await platform.up(["--profile", profile]));
    } catch (error) {
      await platform[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Calls the gateway; a body is sent as JSON. */
  async call(
    path: string,
    options: { method?: string; body?: unknown; account?: TestAccount } = {},
  ): Promise<ApiAnswer> {
    const { body, account, method = body === undefined ? "GET" : "POST" } = options;
    const response = await fetch(`${this.urls["gateway"]}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(account === undefined ? {} : { authorization: `Bearer ${account.accessToken}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }

  /** Signs up. */
  async account(options: { country?: string; plan?: string } = {}): Promise<TestAccount> {
    const { country = "US", plan = "standard" } = options;
    const email = `test${++this.#accounts}-${crypto.randomUUID().slice(0, 8)}@example.test`;
    const { status, body } = await this.call("/user/signup", {
      body: { email, password: "correct horse battery", country, plan },
    });
    if (status !== 201) throw new Error(`sign-up answered ${status} ${JSON.stringify(body)}`);
    const { account, accessToken, refreshToken } = body;
    return { email, account, accessToken, refreshToken };
  }

  /** Calls an app itself, past the gateway, with the run's token. */
  async callApp(
    app: string,
    path: string,
    options: { method?: string; body?: unknown } = {},
  ): Promise<ApiAnswer> {
    const row = (await this.platform.ps()).find((one) => one.app === app && one.status === "UP");
    if (row === undefined) throw new Error(`no instance of ${app} is up`);
    const { body, method = body === undefined ? "GET" : "POST" } = options;
    const response = await fetch(`http://${row.host}:${row.port}${path}`, {
      method,
      headers: { "content-type": "application/json", ...await this.#authorization() },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: parse(text) };
  }

  /** Runs `netops play … --json`. */
  async play(
    args: readonly string[] = [],
  ): Promise<{ code: number; document: PlayDocument; stderr: string }> {
    const { code, stdout, stderr } = await this.platform.run(["play", ...args, "--json"]);
    return { code, document: parse<PlayDocument>(stdout), stderr };
  }

  /** The first living instance of an app that is UP. */
  async instanceOf(app: string): Promise<PsRow> {
    const row = (await this.platform.ps()).find((one) => one.app === app && one.status === "UP");
    if (row === undefined) throw new Error(`no instance of ${app} is up`);
    return row;
  }

  /** The OCAs by how many viewers that came after `sinceMs` (wall time) play from them now. */
  async audiences(sinceMs: number): Promise<Audience[]> {
    const rows = (await this.platform.ps()).filter(({ app, status }) =>
      app === "oca" && status === "UP"
    );
    const headers = await this.#authorization();
    const audiences = await Promise.all(rows.map(async (oca) => {
      const response = await fetch(`${oca.adminUrl}/sessions`, { headers });
      const { sessions } = await response.json() as {
        readonly sessions: readonly { readonly startedAtMs: number; readonly lastSeenMs: number }[];
      };
      const seenAfterMs = Date.now() - SEEN_WITHIN_MS;
      const viewers = sessions.filter(({ startedAtMs, lastSeenMs }) =>
        startedAtMs >= sinceMs && lastSeenMs >= seenAfterMs
      );
      return { oca, viewers: viewers.length };
    }));
    return audiences.sort((one, other) => other.viewers - one.viewers);
  }

  /** Waits until every process of the run is UP again. */
  allUp(limitMs = 10_000): Promise<number> {
    return until("all are up", limitMs, async () => await this.platform.isHealthy());
  }

  async #authorization(): Promise<{ readonly authorization: string }> {
    const run = JSON.parse(await Deno.readTextFile(`${this.platform.home}/run.json`));
    return { authorization: `Bearer ${run.token}` };
  }

  /** Ends everything. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.platform[Symbol.asyncDispose]();
  }
}

/** What is no JSON is an empty document; the tests then say what they miss. */
function parse<T = ApiBody>(text: string): T {
  try {
    return JSON.parse(text);
  } catch {
    return {} as T;
  }
}
