import { type PsRow, TestPlatform, until } from "./platform.ts";
import { isAlive, processState } from "./process_facts.ts";

/** What the guardian says about a fault. */
export interface FaultRow {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly endReason?: string;
  readonly targets: readonly { readonly instance: string }[];
  readonly hits?: number;
}

/** An answer of an API of the platform. */
export interface ApiReply<T> {
  readonly status: number;
  readonly body: T;
}

interface Refusal {
  readonly detail?: string;
  readonly code?: string;
}

/** A platform whose faults a test asks for past the command line, and at which it looks by itself. */
export class ChaosPlatform implements AsyncDisposable {
  readonly platform: TestPlatform;
  urls: Record<string, string> = {};
  #fleetUrl = "";
  #token = "";
  #usualLimits = new Map<string, string>();

  /** Takes a platform that is down. */
  constructor(platform: TestPlatform) {
    this.platform = platform;
  }

  /** Makes one of files, and starts it. */
  static async up(
    files: Readonly<Record<string, string>>,
    args: readonly string[] = [],
  ): Promise<ChaosPlatform> {
    const chaos = new ChaosPlatform(await TestPlatform.create(files));
    try {
      await chaos.up(args);
      return chaos;
    } catch (error) {
      await chaos[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts it, again if need be. */
  async up(args: readonly string[] = []): Promise<void> {
    this.urls = (await this.platform.up(args)).urls;
    const run = JSON.parse(await Deno.readTextFile(`${this.platform.home}/run.json`));
    this.#fleetUrl = run.fleetUrl;
    this.#token = run.token;
    this.#usualLimits = new Map((await this.rows()).map(({ app, pid }) => [app, limitOf(pid)]));
  }

  /** Asks an API with the run's token; status 0 when nobody answers within 4 s. */
  async ask<T>(method: string, url: string, body?: unknown): Promise<ApiReply<T>> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    try {
      const signal = AbortSignal.timeout(4_000);
      const response = await fetch(url, { method, headers, ...sent, signal });
      const text = await response.text();
      return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as T };
    } catch {
      return { status: 0, body: {} as T };
    }
  }

  /** Asks fleet. */
  fleet<T>(path: string): Promise<ApiReply<T>> {
    return this.ask<T>("GET", `${this.#fleetUrl}${path}`);
  }

  /** Every process, as fleet knows it. */
  async rows(): Promise<PsRow[]> {
    return (await this.fleet<{ instances?: PsRow[] }>("/v1/instances")).body.instances ?? [];
  }

  /** The first instance of an app. */
  async row(app: string): Promise<PsRow> {
    const found = (await this.rows()).find((one) => one.app === app);
    if (found === undefined) throw new Error(`no ${app}`);
    return found;
  }

  /** Waits until an app has so many instances that are UP. */
  async untilUp(app: string, count: number): Promise<void> {
    await until(`${count} of ${app} are up`, 15_000, async () => {
      const up = (await this.rows()).filter((one) => one.app === app && one.status === "UP");
      return up.length >= count;
    });
  }

  /** Where the guardian is now. */
  async guardianUrl(): Promise<string> {
    const { host, port } = await this.row("guardian");
    return `http://${host}:${port}`;
  }

  /** Asks the guardian for a fault. */
  async inject(
    kind: string,
    target: string,
    change: Record<string, unknown> = {},
  ): Promise<ApiReply<{ readonly id: string } & Refusal>> {
    return await this.injectAt(await this.guardianUrl(), { kind, target, ...change });
  }

  /** Asks the guardian at an address for a fault: also while fleet, which knows the address, dies. */
  async injectAt(
    guardianUrl: string,
    request: Record<string, unknown>,
  ): Promise<ApiReply<{ readonly id: string } & Refusal>> {
    const body = { durationMs: 60_000, ignoreSlo: true, ...request };
    return await this.ask("POST", `${guardianUrl}/v1/chaos/faults`, body);
  }

  /** All faults of this guardian's life. */
  async faults(): Promise<FaultRow[]> {
    const url = `${await this.guardianUrl()}/v1/chaos/faults`;
    return (await this.ask<{ faults?: FaultRow[] }>("GET", url)).body.faults ?? [];
  }

  /** The journal of the guardian. */
  journal(): string {
    try {
      return Deno.readTextFileSync(`${this.platform.home}/data/guardian/journal.jsonl`);
    } catch {
      return "";
    }
  }

  /** Everything of faults that can be seen from outside or by asking each side; empty is good. */
  async residue(): Promise<string[]> {
    const rows = await this.rows();
    const seen = [...this.seenOutside(rows)];
    const { links = [] } = (await this.fleet<{ links?: unknown[] }>("/v1/routes")).body;
    if (links.length > 0) seen.push(`links ${JSON.stringify(links)}`);
    const { faults = [] } = (await this.fleet<{ faults?: unknown[] }>("/v1/faults")).body;
    if (faults.length > 0) seen.push(`fleet holds ${JSON.stringify(faults)}`);
    for (const row of rows.filter((one) => one.adminUrl !== undefined)) {
      if (["fleet", "keeper"].includes(row.app)) continue;
      const held = await this.ask<{ faults?: unknown[] }>("GET", `${row.adminUrl}/faults`);
      if ((held.body.faults ?? []).length > 0) {
        seen.push(`${row.id} holds ${JSON.stringify(held.body.faults)}`);
      }
    }
    return seen;
  }

  /** What /proc shows: stopped processes, helpers, limits that are not as they were. */
  *seenOutside(rows: readonly PsRow[]): Generator<string> {
    for (const pid of this.platform.processes()) {
      if (processState(pid) === "T") yield `pid ${pid} is stopped`;
    }
    yield* this.helpers().map((pid) => `pid ${pid} is a helper of a fault`);
    for (const { app, id, pid } of rows) {
      const usual = this.#usualLimits.get(app);
      const now = limitOf(pid);
      if (usual !== undefined && now !== "" && now !== usual) {
        yield `${id} may open ${now} files, not ${usual}`;
      }
    }
  }

  /** Processes that faults of this home started; also when fleet, their parent, is gone. */
  helpers(): number[] {
    const ids = [...this.journal().matchAll(/"id":"(f-\w+)"/g)].map(([, id]) =>
      `NETOPS_FAULT=${id}`
    );
    const own = new Set(ids);
    return pidsWhose((environment) => environment.some((one) => own.has(one)));
  }

  /** Ports on which processes of this platform listen. */
  listeners(): Set<number> {
    const inodes = new Map<string, number>();
    for (const row of Deno.readTextFileSync("/proc/net/tcp").split("\n").slice(1)) {
      const columns = row.trim().split(/\s+/);
      if (columns[3] !== "0A") continue;
      inodes.set(columns[9] ?? "", parseInt(columns[1]?.split(":")[1] ?? "0", 16));
    }
    const ports = this.platform.processes().flatMap((pid) =>
      socketsOf(pid).flatMap((inode) => inodes.get(inode) ?? [])
    );
    return new Set(ports);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const helpers = this.helpers();
    await this.platform[Symbol.asyncDispose]();
    for (const pid of helpers.filter(isAlive)) Deno.kill(pid, "SIGKILL");
  }
}

function pidsWhose(test: (environment: readonly string[]) => boolean): number[] {
  const found: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name) || !isAlive(Number(name))) continue;
    try {
      const environment = Deno.readTextFileSync(`/proc/${name}/environ`).split("\0");
      if (test(environment)) found.push(Number(name));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

function socketsOf(pid: number): string[] {
  try {
    return [...Deno.readDirSync(`/proc/${pid}/fd`)].flatMap(({ name }) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${name}`)) ?? [];
      return inode === undefined ? [] : [inode];
    });
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch {
    return "";
  }
}

/** How many files a process may open; "" when it is gone. */
export function limitOf(pid: number): string {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/limits`);
    return /Max open files\s+(\d+|unlimited)/.exec(text)?.[1] ?? "";
  } catch {
    return "";
  }
}
