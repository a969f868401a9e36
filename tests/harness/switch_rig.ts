import { TestPlatform } from "./platform.ts";
import { SequenceLoad } from "./sequence_load.ts";
import { SocketSessions } from "./socket_sessions.ts";
import { type SwitchApp, switchFiles } from "./switch_service.ts";

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

/** A platform with services that are switched again and again under numbered requests and WebSockets. */
export class SwitchRig implements AsyncDisposable {
  readonly platform: TestPlatform;
  readonly loads: readonly SequenceLoad[];
  readonly sessions: readonly SocketSessions[];
  readonly #switches = new Map<SwitchApp, number>();

  private constructor(
    platform: TestPlatform,
    gateway: string,
    options: { readonly apps: readonly SwitchApp[]; readonly perS: number },
  ) {
    this.platform = platform;
    const { apps, perS } = options;
    const sockets = gateway.replace("http", "ws");
    this.loads = apps.map((app) =>
      new SequenceLoad({ url: `${gateway}/${app}/?waitMs=5`, perS: perS / apps.length })
    );
    this.sessions = apps.map((app) =>
      new SocketSessions({
        ...{ url: `${sockets}/${app}/socket`, atOnce: 8, lastsMs: 2_500, everyMs: 50 },
      })
    );
  }

  /** Boots the platform and begins to ask. */
  static async open(
    profile: "none" | "lite",
    options: { readonly apps: readonly SwitchApp[]; readonly perS: number },
  ): Promise<SwitchRig> {
    const platform = await TestPlatform.create(switchFiles(profile));
    try {
      const { urls } = await platform.up();
      return new SwitchRig(platform, urls["gateway"]!, options);
    } catch (error) {
      await platform[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Deploys the version that does not serve now. */
  async switch(
    app: SwitchApp,
    strategy: string,
    words: readonly string[] = [],
  ): Promise<SwitchResult> {
    const before = this.#switches.get(app) ?? 0;
    this.#switches.set(app, before + 1);
    const dir = before % 2 === 0 ? "two" : "one";
    const { code, stdout, stderr } = await this.platform.run([
      ...["deploy", "run", app, "--from", `${this.platform.dir}/${dir}`],
      ...["--strategy", strategy, "--watch", "0s", "--yes", "--json", ...words],
    ]);
    return { code, document: parse(stdout), stderr };
  }

  /** Ends all that asks, and counts it together. */
  async count(): Promise<{
    readonly sent: number;
    readonly perS: number;
    readonly longestMs: number;
    readonly longestStallMs: number;
    readonly dropped: readonly string[];
    readonly opened: number;
    readonly ended: number;
    readonly cut: readonly string[];
  }> {
    const loads = await Promise.all(this.loads.map((load) => load.end()));
    const sessions = await Promise.all(this.sessions.map((one) => one.end()));
    const sum = (counts: readonly number[]) => counts.reduce((total, one) => total + one, 0);
    return {
      sent: sum(loads.map(({ sent }) => sent)),
      perS: sum(loads.map(({ perS }) => perS)),
      longestMs: Math.max(...loads.map(({ longestMs }) => longestMs)),
      longestStallMs: Math.max(...loads.map(({ longestStallMs }) => longestStallMs)),
      dropped: loads.flatMap(({ dropped }) => dropped),
      opened: sum(sessions.map(({ opened }) => opened)),
      ended: sum(sessions.map(({ ended }) => ended)),
      cut: sessions.flatMap(({ cut }) => cut),
    };
  }

  /** Ends the load first, then everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.count();
    } finally {
      await this.platform[Symbol.asyncDispose]();
    }
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
