/**
 * A gateway for the watch page alone: the platform's API in memory, three OCAs that really serve the
 * built-in titles, and Content Steering. Everything can be made to fail.
 *
 * @module
 */
import type { CatalogTitle, TitleRow, ViewerBeacon } from "@netops/core/contracts";
import { plainRows } from "../../server/catalog/rows.ts";
import { invoiceOf, PLANS, problem, readTitles } from "./watch_stub_data.ts";
import { StubOca } from "./watch_stub_oca.ts";
import { StubPlayback } from "./watch_stub_playback.ts";
import type { StubWishes } from "./watch_stub_wishes.ts";

const PASSWORD = "correct horse";

/** What a test sees of the stub. */
export interface WatchStub extends AsyncDisposable {
  /** Base address of the gateway, without a trailing slash. */
  readonly url: string;
  readonly ocas: readonly StubOca[];
  readonly wishes: StubWishes;
  /** Method and path of every call to the API. */
  readonly calls: readonly string[];
  readonly beacons: readonly ViewerBeacon[];
  readonly email: string;
  readonly password: string;
}

/** Starts the stub in front of a running watch process. */
export async function startWatchStub(watchUrl: string): Promise<WatchStub> {
  const stub = new Stub(watchUrl, await readTitles());
  await stub.begin();
  return stub;
}

class Stub implements WatchStub {
  readonly email = "ada@example.net";
  readonly password = PASSWORD;
  readonly calls: string[] = [];
  readonly wishes: StubWishes;
  ocas: StubOca[] = [];
  url = "";
  #server: Deno.HttpServer<Deno.NetAddr> | undefined;
  #refreshes = 0;
  readonly #playback: StubPlayback;
  #plan = "standard";

  constructor(readonly watchUrl: string, titles: CatalogTitle[]) {
    this.wishes = {
      refusals: new Map(),
      isFallback: false,
      positionsMs: new Map(),
      titles,
      profiles: [{ id: "main", name: "Ada" }],
      areTokensShort: false,
    };
    this.#playback = new StubPlayback(this.wishes, () => this.ocas);
  }

  get beacons(): readonly ViewerBeacon[] {
    return this.#playback.beacons;
  }

  begin(): Promise<void> {
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      onListen: () => undefined,
    }, (request) => this.#route(request));
    this.url = `http://127.0.0.1:${this.#server.addr.port}`;
    const steering = () => `${this.url}/steering`;
    this.ocas = [
      new StubOca("c001.fra001.isp-a", "127.66.1.1", steering),
      new StubOca("c001.cdg001.isp-a", "127.66.3.1", steering),
      new StubOca("c001.fra001.ix", "127.66.1.2", steering),
    ];
    return Promise.resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.ocas.map((oca) => oca.kill()));
    await this.#server?.shutdown();
  }

  async #route(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const { pathname } = url;
    if (pathname === "/watch" || pathname.startsWith("/watch/")) {
      const path = pathname.slice("/watch".length) || "/";
      return await fetch(this.watchUrl + path + url.search, { method: request.method });
    }
    const key = `${request.method} ${pathname}`;
    this.calls.push(key);
    const refusal = this.wishes.refusals.get(key);
    if (refusal !== undefined) return problem(refusal);
    if (pathname.startsWith("/steering/")) return this.#playback.steer(url);
    const body = request.method === "GET" ? {} : await readBody(request);
    const isOpen = /^\/user\/(login|signup|refresh)$|^\/billing\/plans$/.test(pathname);
    if (!isOpen && request.headers.get("authorization") !== this.#bearer()) {
      return problem({ status: 401, code: "UNAUTHENTICATED", detail: "Cannot answer" });
    }
    return this.#api(key, url, body);
  }

  #api(key: string, url: URL, body: Record<string, unknown>): Response {
    switch (key) {
      case "POST /user/login":
        return body["email"] === this.email && body["password"] === this.password
          ? Response.json(this.#tokens())
          : problem({ status: 401, code: "UNAUTHENTICATED", detail: "Cannot sign in" });
      case "POST /user/signup":
        return body["email"] === this.email
          ? problem({ status: 409, code: "CONFLICT", detail: "Cannot sign up" })
          : Response.json(this.#tokens(), { status: 201 });
      case "POST /user/refresh":
        return body["refreshToken"] === `refresh-${this.#refreshes}`
          ? Response.json((this.#refreshes++, this.#tokens()))
          : problem({ status: 401, code: "UNAUTHENTICATED", detail: "Cannot refresh" });
      case "GET /user/me":
        return Response.json({ account: "a1", email: this.email, country: "DE" });
      case "GET /user/profiles":
        return Response.json({ profiles: this.wishes.profiles });
      case "POST /user/profiles":
        return this.#addProfile(String(body["name"]));
      case "GET /user/export":
        return Response.json({ schema: "netops.export/v1", email: this.email });
      case "GET /billing/plans":
        return Response.json({ plans: PLANS });
      case "GET /billing/subscription":
        return Response.json(this.#subscription());
      case "PUT /billing/subscription":
        this.#plan = String(body["plan"]);
        return Response.json(this.#subscription());
      case "GET /billing/invoices":
        return Response.json({ invoices: [invoiceOf(this.#plan)] });
      case "GET /catalog/titles":
        return Response.json({ titles: this.wishes.titles });
      case "GET /catalog/rows":
        return Response.json({
          rows: this.wishes.areRowsEmpty ? [] : plainRows(this.wishes.titles),
        });
      case "GET /recommendation/rows":
        return this.#rows();
      case "GET /search":
        return Response.json({ titles: this.#find(url.searchParams.get("q") ?? "") });
      case "POST /playback/play":
        return this.#playback.play(String(body["titleId"]), String(body["playId"]));
      case "POST /playback/events":
        return this.#playback.hear(body);
      case "GET /playback/sessions":
        return Response.json({ sessions: this.#playback.liveSessions() });
      default:
        return this.#other(key);
    }
  }

  #other(key: string): Response {
    const session = /^DELETE \/playback\/sessions\/(.+)$/.exec(key)?.[1];
    const isEnded = session !== undefined && this.#playback.end(session);
    const profile = /^DELETE \/user\/profiles\/(.+)$/.exec(key)?.[1];
    this.wishes.profiles = this.wishes.profiles.filter(({ id }) => id !== profile);
    const isKnown = isEnded || profile !== undefined ||
      /^(POST \/user\/logout|DELETE \/user\/me)$/.test(key);
    return isKnown
      ? new Response(null, { status: 204 })
      : problem({ status: 404, code: "NOT_FOUND", detail: `Cannot find ${key}` });
  }

  #bearer(): string {
    return `Bearer access-${this.#refreshes}`;
  }

  #tokens() {
    return {
      accessToken: `access-${this.#refreshes}`,
      refreshToken: `refresh-${this.#refreshes}`,
      expiresInS: this.wishes.areTokensShort ? 1 : 900,
    };
  }

  #addProfile(name: string): Response {
    const profile = { id: `p${this.wishes.profiles.length}`, name };
    this.wishes.profiles = [...this.wishes.profiles, profile];
    return Response.json(profile, { status: 201 });
  }

  #subscription() {
    const plan = PLANS.find((one) => one.plan === this.#plan);
    return { account: "a1", status: "active", ...plan, paidUntilMs: Date.UTC(2026, 11, 24) };
  }

  #rows(): Response {
    const { titles, positionsMs, isFallback } = this.wishes;
    const headers = isFallback ? { "x-netops-fallback": "catalog" } : undefined;
    const rows: TitleRow[] = this.wishes.areRowsEmpty ? [] : plainRows(titles);
    const begun = titles.filter(({ id }) => positionsMs.has(id))
      .map((title) => ({ ...title, positionMs: positionsMs.get(title.id) ?? 0 }));
    if (begun.length > 0 && !isFallback) {
      rows.unshift({ id: "continue", title: "Continue watching", titles: begun });
    }
    return Response.json({ rows }, headers === undefined ? {} : { headers });
  }

  #find(words: string): CatalogTitle[] {
    const needle = words.toLowerCase();
    return this.wishes.titles.filter(({ title, description, genres }) =>
      [title, description, ...genres].some((text) => text.toLowerCase().includes(needle))
    );
  }
}

async function readBody(request: Request): Promise<Record<string, unknown>> {
  const text = await request.text();
  return text === "" ? {} : JSON.parse(text);
}
