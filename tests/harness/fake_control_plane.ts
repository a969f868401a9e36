import type {
  RegisteredInstance,
  RegistryWatchMessage,
  RouteSnapshot,
} from "@netops/core/contracts";

/** Fleet and registry as far as a gateway needs them, in the hands of a test. */
export interface FakeControlPlane {
  readonly url: string;
  /** Epochs that consumers acknowledged, in order. */
  readonly acknowledged: { readonly consumer: string; readonly epoch: number }[];
  /** Ids that registered themselves. */
  readonly registered: string[];
  setRoutes(snapshot: RouteSnapshot): void;
  setInstances(instances: readonly RegisteredInstance[]): void;
  /** Hangs up on everybody and answers nobody any more. */
  close(): Promise<void>;
}

const PING_MS = 1_000;

/** Starts fleet's route wire and the registry's watch on one port. */
export function startFakeControlPlane(token: string): FakeControlPlane {
  const world = new ControlWorld();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/v1/") && request.headers.get("authorization") !== `Bearer ${token}`) {
      return new Response(null, { status: 401 });
    }
    return world.answer(pathname, request);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    acknowledged: world.acknowledged,
    registered: world.registered,
    setRoutes: (snapshot) => world.routes.set(JSON.stringify(snapshot)),
    setInstances: (instances) => world.setInstances(instances),
    close: async () => {
      world.routes.end();
      world.watch.end();
      await server.shutdown();
    },
  };
}

class ControlWorld {
  readonly acknowledged: { consumer: string; epoch: number }[] = [];
  readonly registered: string[] = [];
  readonly routes = new SseChannel();
  readonly watch = new SseChannel();
  #version = 0;

  setInstances(instances: readonly RegisteredInstance[]): void {
    const message: RegistryWatchMessage = { type: "snapshot", version: ++this.#version, instances };
    this.watch.set(JSON.stringify(message));
  }

  async answer(path: string, request: Request): Promise<Response> {
    if (path === "/v1/routes/stream") return this.routes.open();
    if (path === "/watch") return this.watch.open();
    const text = await request.text();
    if (path === "/v1/routes/ack") this.acknowledged.push(JSON.parse(text));
    if (request.method === "POST" && path.startsWith("/eureka/apps/")) {
      this.registered.push(JSON.parse(text).instance.instanceId);
    }
    return new Response(null, { status: request.method === "POST" ? 204 : 200 });
  }
}

/** Sends the newest message to everybody who listens, at once and on every change. */
class SseChannel {
  readonly #open = new Map<
    ReadableStreamDefaultController<Uint8Array>,
    ReturnType<typeof setInterval>
  >();
  readonly #encoder = new TextEncoder();
  #newest: string | undefined;

  set(data: string): void {
    this.#newest = data;
    for (const controller of this.#open.keys()) this.#send(controller, `data: ${data}\n\n`);
  }

  open(): Response {
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        own = controller;
        this.#open.set(own, setInterval(() => this.#send(own, ": ping\n\n"), PING_MS));
        if (this.#newest !== undefined) this.#send(own, `data: ${this.#newest}\n\n`);
      },
      cancel: () => this.#drop(own),
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  end(): void {
    for (const controller of [...this.#open.keys()]) {
      this.#drop(controller);
      controller.close();
    }
  }

  #send(controller: ReadableStreamDefaultController<Uint8Array>, text: string): void {
    controller.enqueue(this.#encoder.encode(text));
  }

  #drop(controller: ReadableStreamDefaultController<Uint8Array>): void {
    clearInterval(this.#open.get(controller));
    this.#open.delete(controller);
  }
}
