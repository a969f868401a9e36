import { NetopsError } from "@netops/core";
import type { PsInstance, Residue, RouteSnapshot } from "@netops/core/contracts";
import type { TargetRecord } from "../fault_record.ts";
import type { SideWire } from "./side_wire.ts";

/** Which proxy a part of a fault needs. */
export type LinkNeed = "http" | "tcp";

/** What the link desk works with. */
export interface LinkDeskOptions {
  readonly wire: SideWire;
  readonly fleetUrl: string;
  /** The Toxiproxy API of the link process, without a trailing slash. */
  readonly toxiproxyUrl: string;
}

/** The names of proxies that are ours, beside those of whoever else uses the API. */
const PROXY_PREFIX = "netops-";

/** Fleet itself waits for a second until all gateways dial by a link. */
const LINK_MS = 2_500;

/**
 * Slips proxies in front of instances and takes them out again, for several faults at once.
 *
 * callers ─▶ TCP proxy, when a toxic needs it ─▶ HTTP proxy ─▶ instance
 */
export class LinkDesk {
  readonly #options: LinkDeskOptions;
  readonly #holders = new Map<string, Map<string, LinkNeed>>();
  /** Addresses of the instances that are held. */
  readonly #heldAddresses = new Set<string>();
  /** One change of an instance's chain at a time. */
  readonly #changes = new Map<string, Promise<void>>();

  /** Begins without a link. */
  constructor(options: LinkDeskOptions) {
    this.#options = options;
  }

  /** The name of the TCP proxy in front of an instance. */
  proxyName(target: TargetRecord): string {
    return `${PROXY_PREFIX}${target.id}`;
  }

  /** Puts what a fault needs in front of an instance. */
  async hold(target: TargetRecord, fault: string, need: LinkNeed): Promise<void> {
    const holders = this.#holders.get(target.id) ?? new Map<string, LinkNeed>();
    holders.set(fault, need);
    this.#holders.set(target.id, holders);
    this.#heldAddresses.add(addressOf(target));
    await this.#inTurn(target);
  }

  /** Takes away what only this fault needed. */
  async release(target: TargetRecord, fault: string): Promise<void> {
    this.#holders.get(target.id)?.delete(fault);
    await this.#inTurn(target);
  }

  /** Whether a fault still has a part in the chain of an instance. */
  isHeld({ id }: TargetRecord, fault: string): boolean {
    return this.#holders.get(id)?.has(fault) === true;
  }

  /** Whether callers are sent through a proxy that no fault needs. */
  async isLeft(target: TargetRecord): Promise<boolean> {
    if (this.#needs(target).length > 0) return false;
    const links = await this.#links();
    return links.some(({ from }) => from === addressOf(target));
  }

  /** Calls of the HTTP proxies. */
  async askHttpLinks<T>(
    method: "GET" | "PUT" | "POST" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<T> {
    const url = `${await this.#linkAdminUrl()}/http-links${path}`;
    return await this.#options.wire.ask<T>({ method, url, body });
  }

  /** Calls of the Toxiproxy API. */
  async askToxiproxy<T>(
    method: "GET" | "POST" | "DELETE",
    path: string,
    body?: unknown,
  ): Promise<T> {
    const url = `${this.#options.toxiproxyUrl}${path}`;
    return await this.#options.wire.ask<T>({ method, url, body });
  }

  /** Takes out every link and proxy of ours that no fault holds. */
  async sweep(): Promise<void> {
    const { wire, fleetUrl } = this.#options;
    if (this.#holders.size > 0) return;
    for (const { from } of await this.#links()) {
      await wire.ask({ method: "PUT", url: `${fleetUrl}/v1/links`, body: { from } });
    }
    const { tcp, http } = await this.#proxies();
    await Promise.all([
      ...tcp.map((id) =>
        this.askToxiproxy("DELETE", `/proxies/${PROXY_PREFIX}${id}`).catch(ignoreMissing)
      ),
      ...http.map((id) => this.askHttpLinks("DELETE", pathOf(id))),
    ]);
  }

  /** Links and proxies of ours that no fault holds. */
  async residue(): Promise<Residue[]> {
    const [links, { tcp, http }] = await Promise.all([this.#links(), this.#proxies()]);
    const isBusy = (id: string) => this.#holders.has(id) || this.#changes.has(id);
    const fix = "netops restart link";
    const left = (what: string) => (where: string): Residue => ({ what, where, fix });
    return [
      ...links.map(({ from }) => from).filter((from) => !this.#heldAddresses.has(from))
        .map(left("a link that no fault needs")),
      ...[...new Set([...tcp, ...http])].filter((id) => !isBusy(id))
        .map(left("a proxy that no fault needs")),
    ];
  }

  /** Ids of instances that have proxies of ours. */
  async #proxies(): Promise<{ readonly tcp: readonly string[]; readonly http: readonly string[] }> {
    // A process of links that only starts has no proxy yet.
    if (await this.#findLinkAdminUrl() === undefined) return { tcp: [], http: [] };
    const [proxies, { links }] = await Promise.all([
      this.askToxiproxy<Record<string, unknown>>("GET", "/proxies"),
      this.askHttpLinks<{ links: { instance: string }[] }>("GET", ""),
    ]);
    const own = Object.keys(proxies).filter((name) => name.startsWith(PROXY_PREFIX));
    return {
      tcp: own.map((name) => name.slice(PROXY_PREFIX.length)),
      http: links.map(({ instance }) => instance),
    };
  }

  #needs({ id }: TargetRecord): LinkNeed[] {
    return [...this.#holders.get(id)?.values() ?? []];
  }

  async #inTurn(target: TargetRecord): Promise<void> {
    const before = this.#changes.get(target.id) ?? Promise.resolve();
    const change = before.catch(() => undefined).then(() => this.#apply(target));
    this.#changes.set(target.id, change);
    try {
      await change;
    } finally {
      if (this.#changes.get(target.id) === change) this.#changes.delete(target.id);
    }
  }

  /** Makes the chain what the faults need now; callers are told before a proxy is taken away. */
  async #apply(target: TargetRecord): Promise<void> {
    const { wire, fleetUrl } = this.#options;
    const needs = this.#needs(target);
    const from = addressOf(target);
    const isTcp = needs.includes("tcp");
    const url = `${fleetUrl}/v1/links`;
    if (needs.length === 0) {
      this.#holders.delete(target.id);
      await wire.ask({ method: "PUT", url, body: { from } });
      await this.#closeProxies(target, { http: true });
      this.#heldAddresses.delete(from);
      return;
    }
    const http = await this.askHttpLinks<{ host: string; port: number }>(
      "PUT",
      pathOf(target.id),
      { address: from },
    );
    const entry = `${http.host}:${http.port}`;
    const to = isTcp ? await this.#openTcp(target, entry) : entry;
    await wire.ask({ method: "PUT", url, body: { from, to }, limitMs: LINK_MS });
    if (!isTcp) await this.#closeProxies(target, { http: false });
  }

  async #openTcp(target: TargetRecord, upstream: string): Promise<string> {
    const name = this.proxyName(target);
    const known = await this.askToxiproxy<Record<string, { listen: string }>>("GET", "/proxies");
    if (known[name] !== undefined) return known[name].listen;
    const made = { name, listen: "127.0.0.1:0", upstream, enabled: true };
    const { listen } = await this.askToxiproxy<{ listen: string }>("POST", "/proxies", made);
    return listen;
  }

  async #closeProxies(target: TargetRecord, { http }: { readonly http: boolean }): Promise<void> {
    const proxy = `/proxies/${this.proxyName(target)}`;
    await this.askToxiproxy("DELETE", proxy).catch(ignoreMissing);
    if (http) await this.askHttpLinks("DELETE", pathOf(target.id));
  }

  async #links(): Promise<readonly { readonly from: string }[]> {
    const url = `${this.#options.fleetUrl}/v1/routes`;
    const snapshot = await this.#options.wire.ask<RouteSnapshot>({ method: "GET", url });
    return snapshot.links ?? [];
  }

  async #linkAdminUrl(): Promise<string> {
    const url = await this.#findLinkAdminUrl();
    if (url !== undefined) return url;
    throw new NetopsError("NO_INSTANCE", "The process of links is not up", { fix: "netops ps" });
  }

  async #findLinkAdminUrl(): Promise<string | undefined> {
    const url = `${this.#options.fleetUrl}/v1/instances`;
    const { instances } = await this.#options.wire.ask<{ instances: PsInstance[] }>({
      ...{ method: "GET", url },
    });
    return instances.find(({ app, status }) => app === "link" && status === "UP")?.adminUrl;
  }
}

function ignoreMissing(thrown: unknown): void {
  if (thrown instanceof NetopsError && ["NOT_FOUND", "UPSTREAM_FAILED"].includes(thrown.code)) {
    return;
  }
  throw thrown;
}

function addressOf({ host, port }: TargetRecord): string {
  return `${host}:${port}`;
}

function pathOf(instance: string): string {
  return `/${encodeURIComponent(instance)}`;
}
