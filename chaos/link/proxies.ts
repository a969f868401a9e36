import { readAddress } from "./host_port.ts";
import type { LinkWorld } from "./link_world.ts";
import { Proxy } from "./proxy.ts";
import { type ProxyDraft, readProxy, readProxyList } from "./read_proxy.ts";
import { isRefusal, type Refusal, REFUSALS, refuse } from "./refusal.ts";

/** So many proxies may there be. */
const MOST_PROXIES = 512;

/** What a populate came to: what it did before it met an error, and the error. */
export interface Populated {
  readonly proxies: readonly Proxy[];
  readonly refusal?: Refusal;
}

/** All proxies of the process, by name. */
export class Proxies {
  readonly #world: LinkWorld;
  readonly #proxies = new Map<string, Proxy>();

  /** Begins without proxies. */
  constructor(world: LinkWorld) {
    this.#world = world;
  }

  /** Every proxy, in the order in which they were made. */
  get list(): readonly Proxy[] {
    return [...this.#proxies.values()];
  }

  /** Finds a proxy. */
  find(name: string): Proxy | Refusal {
    return this.#proxies.get(name) ?? REFUSALS.proxyNotFound;
  }

  /** Makes the proxy of a body. */
  async create(text: string): Promise<Proxy | Refusal> {
    const draft = readProxy(text);
    if (isRefusal(draft)) return draft;
    const { name = "", upstream = "" } = draft;
    if (name === "") return refuse("missing required field: name", 400);
    if (upstream === "") return refuse("missing required field: upstream", 400);
    const foreign = foreignUpstream(upstream);
    if (foreign !== undefined) return foreign;
    if (this.#proxies.has(name)) return REFUSALS.proxyExists;
    return await this.#make(draft);
  }

  /** Changes a proxy as a body says. */
  async update(proxy: Proxy, text: string): Promise<Refusal | undefined> {
    const draft = readProxy(text);
    if (isRefusal(draft)) return draft;
    const address = readAddress(draft.listen ?? proxy.listen);
    if ("fault" in address) return refuse(address.fault, address.isForeign ? 400 : 500);
    const foreign = foreignUpstream(draft.upstream ?? proxy.upstream);
    if (foreign !== undefined) return foreign;
    if (draft.closeConnections === true) proxy.closeConnections();
    return await proxy.update(draft);
  }

  /** Makes or replaces the proxies of a body; one that is the same already stays as it is. */
  async populate(text: string): Promise<Populated> {
    const drafts = readProxyList(text);
    if (isRefusal(drafts)) return { proxies: [], refusal: drafts };
    const invalid = firstInvalid(drafts);
    if (invalid !== undefined) return { proxies: [], refusal: invalid };
    const proxies: Proxy[] = [];
    for (const draft of drafts) {
      const outcome = await this.#makeOrKeep(draft);
      if (isRefusal(outcome)) return { proxies, refusal: outcome };
      proxies.push(outcome);
    }
    return { proxies };
  }

  /** Removes a proxy, its listener, its connections and its toxics. */
  async remove(name: string): Promise<Refusal | undefined> {
    const proxy = this.#proxies.get(name);
    if (proxy === undefined) return REFUSALS.proxyNotFound;
    this.#proxies.delete(name);
    proxy.toxicBook.clear();
    await proxy.stop();
  }

  /** Switches every proxy on and removes every toxic; one that cannot listen does not keep the others. */
  async reset(): Promise<Refusal | undefined> {
    let first: Refusal | undefined;
    for (const proxy of this.list) {
      proxy.toxicBook.clear();
      const refusal = await proxy.start();
      first ??= refusal;
    }
    return first;
  }

  /** Removes all. */
  async close(): Promise<void> {
    await Promise.all([...this.#proxies.keys()].map((name) => this.remove(name)));
  }

  async #makeOrKeep(draft: ProxyDraft): Promise<Proxy | Refusal> {
    const { name = "", listen = "", upstream = "" } = draft;
    const known = this.#proxies.get(name);
    if (known === undefined) return await this.#make(draft);
    const address = readAddress(listen);
    if ("fault" in address) return refuse(address.fault, address.isForeign ? 400 : 500);
    if (!known.differs({ listen, upstream })) return known;
    await known.stop();
    const made = await this.#make(draft);
    if (!isRefusal(made)) known.toxicBook.clear();
    return made;
  }

  async #make(draft: ProxyDraft): Promise<Proxy | Refusal> {
    const { name = "", listen = "", upstream = "", resettable, enabled = true } = draft;
    if (!this.#proxies.has(name) && this.#proxies.size >= MOST_PROXIES) {
      return refuse(`there are at most ${MOST_PROXIES} proxies`, 400);
    }
    const own = resettable === undefined ? {} : { resettable };
    const proxy = new Proxy({ name, listen, upstream, ...own }, this.#world);
    if (enabled) {
      const before = this.#proxies.get(name);
      const refusal = await proxy.start();
      if (refusal !== undefined) return refusal;
      // Somebody else made one of this name while this one began to listen.
      if (this.#proxies.get(name) !== before) {
        await proxy.stop();
        return REFUSALS.proxyExists;
      }
    }
    this.#proxies.set(name, proxy);
    return proxy;
  }
}

function firstInvalid(drafts: readonly ProxyDraft[]): Refusal | undefined {
  for (const [index, { name, upstream }] of drafts.entries()) {
    const place = `at proxy ${index + 1}`;
    if ((name ?? "") === "") return refuse(`missing required field: name ${place}`, 400);
    if ((upstream ?? "") === "") return refuse(`missing required field: upstream ${place}`, 400);
    const foreign = foreignUpstream(upstream ?? "");
    if (foreign !== undefined) return foreign;
  }
  return undefined;
}

function foreignUpstream(upstream: string): Refusal | undefined {
  const address = readAddress(upstream);
  return "fault" in address ? refuse(`upstream: ${address.fault}`, 400) : undefined;
}
