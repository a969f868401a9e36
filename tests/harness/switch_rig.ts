import { TestPlatform } from "./platform.ts";
import { SequenceLoad } from "./sequence_load.ts";
import { SocketSessions } from "./socket_sessions.ts";
import { switchFiles } from "./switch_service.ts";

/** What `deploy run --json` says, as far as these tests look. */
export interface SwitchDocument {
  readonly id: string;
  readonly status: string;
  readonly verdict: string;
  readonly reason: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly dropped: number;
  readonly requests: number;
  readonly timeToVerdictMs: number | null;
}

/** What one switch came to. */
export interface SwitchResult {
  readonly code: number;
  readonly document: SwitchDocument;
  readonly stderr: string;
}

/** A platform with a service that is switched again and again under numbered requests and WebSockets. */
export class SwitchRig implements AsyncDisposable {
  readonly platform: TestPlatform;
  readonly urls: Readonly<Record<string, string>>;
  readonly load: SequenceLoad;
  readonly sessions: SocketSessions;
  #switches = 0;

  private constructor(
    platform: TestPlatform,
    urls: Readonly<Record<string, string>>,
    perS: number,
  ) {
    this.platform = platform;
    this.urls = urls;
    const gateway = urls["gateway"]!;
    this.load = new SequenceLoad({ url: `${gateway}/echo/?waitMs=5`, perS });
    const url = `${gateway.replace("http", "ws")}/echo/socket`;
    this.sessions = new SocketSessions({ url, atOnce: 12, lastsMs: 6_000, everyMs: 50 });
  }

  /** Boots the platform and begins to ask. */
  static async open(
    profile: "none" | "lite",
    options: { readonly perS: number },
  ): Promise<SwitchRig> {
    const platform = await TestPlatform.create(switchFiles(profile));
    try {
      const { urls } = await platform.up();
      return new SwitchRig(platform, urls, options.perS);
    } catch (error) {
      await platform[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Deploys the version that does not serve now. */
  async switch(strategy: string, words: readonly string[] = []): Promise<SwitchResult> {
    const dir = this.#switches++ % 2 === 0 ? "two" : "one";
    const { code, stdout, stderr } = await this.platform.run([
      ...["deploy", "run", "echo", "--from", `${this.platform.dir}/${dir}`],
      ...["--strategy", strategy, "--watch", "0s", "--yes", "--json", ...words],
    ]);
    return { code, document: parse(stdout), stderr };
  }

  /** Server groups of the service that have instances. */
  async groups(): Promise<readonly string[]> {
    const rows = await this.platform.ps();
    return [...new Set(rows.filter(({ app }) => app === "echo").map((row) => row.serverGroup))];
  }

  /** Ends the load first, then everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.load.end(), this.sessions.end()]);
    await this.platform[Symbol.asyncDispose]();
  }
}

function parse(text: string): SwitchDocument {
  try {
    return JSON.parse(text);
  } catch {
    return {
      ...{ id: "", status: "", verdict: "", reason: text, from: null, to: null },
      ...{ dropped: -1, requests: -1, timeToVerdictMs: null },
    };
  }
}
