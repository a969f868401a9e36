import { NetopsError } from "../errors/netops_error.ts";
import { fromProblem } from "../errors/problem.ts";
import { FENCE_HEADER } from "../nouns/fence_header.ts";
import type { HttpClient, HttpClientRequest } from "../ports/http.ts";
import { readSse } from "./sse.ts";

/** How fleet is reached. */
export interface FleetWireOptions {
  readonly fleetUrl: string;
  readonly token: string;
  readonly http: HttpClient;
  /** What every change carries, so that fleet refuses those of a conductor that was replaced. */
  readonly fence?: () => number | undefined;
}

/** Speaks to fleet: token on every request, problems become errors. */
export class FleetWire {
  readonly #options: FleetWireOptions;

  /** Speaks to the fleet of `options`. */
  constructor(options: FleetWireOptions) {
    this.#options = options;
  }

  /** Gets a document. @throws {NetopsError} UNREACHABLE, or what fleet says. */
  async get<T>(path: string, signal?: AbortSignal): Promise<T> {
    return await readBody(
      await this.#send("GET", path, signal === undefined ? {} : { signal }),
    ) as T;
  }

  /** Asks for a change. @throws {NetopsError} UNREACHABLE, or what fleet says. */
  async change<T>(method: "POST" | "PUT" | "DELETE", path: string, body: unknown = {}): Promise<T> {
    const response = await this.#send(method, path, { body: JSON.stringify(body) });
    return await readBody(response) as T;
  }

  /** Follows a stream of server-sent events, each a JSON document; ends with the stream or signal. */
  async *events<T>(path: string, signal: AbortSignal): AsyncGenerator<T> {
    const response = await this.#send("GET", path, { signal });
    try {
      for await (const message of readSse(bodyOf(response), signal)) {
        if (message.kind === "event") yield JSON.parse(message.data) as T;
      }
    } catch (error) {
      if (!signal.aborted) throw lost(path, error);
    }
  }

  /** Follows JSON lines; ends with the stream or signal. */
  async *lines<T>(path: string, signal: AbortSignal): AsyncGenerator<T> {
    const response = await this.#send("GET", path, { signal });
    try {
      for await (const line of readLines(bodyOf(response))) yield JSON.parse(line) as T;
    } catch (error) {
      if (!signal.aborted) throw lost(path, error);
    }
  }

  async #send(
    method: string,
    path: string,
    rest: Pick<HttpClientRequest, "body" | "signal">,
  ): Promise<Response> {
    const { fleetUrl, token, http } = this.#options;
    const headers: Record<string, string> = { authorization: `Bearer ${token}` };
    if (rest.body !== undefined) headers["content-type"] = "application/json";
    const fence = method === "GET" ? undefined : this.#options.fence?.();
    if (fence !== undefined) headers[FENCE_HEADER] = String(fence);
    let response: Response;
    try {
      response = await http.send({ method, url: fleetUrl + path, headers, ...rest });
    } catch (error) {
      if (rest.signal?.aborted) throw error;
      throw lost(path, error);
    }
    if (!response.ok) throw await problemOf(response, path);
    return response;
  }
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NetopsError("UPSTREAM_FAILED", "Cannot read the answer of fleet as it is no JSON", {
      cause,
    });
  }
}

async function problemOf(response: Response, path: string): Promise<NetopsError> {
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // An answer that is no JSON is no problem document; the status says what there is to say.
  }
  return fromProblem(body) ??
    new NetopsError(
      "UPSTREAM_FAILED",
      `Cannot ask fleet for ${path} as it answered ${response.status}`,
      {
        details: { status: response.status },
      },
    );
}

/** The lines of a body that are not empty; a last one without an end is none. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const pieces = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = pieces.pop() ?? "";
    yield* pieces.filter((line) => line !== "");
  }
}

function bodyOf(response: Response): ReadableStream<Uint8Array> {
  return response.body ?? new ReadableStream({ start: (controller) => controller.close() });
}

function lost(path: string, cause: unknown): NetopsError {
  return new NetopsError("UNREACHABLE", `Cannot ask fleet for ${path} as it does not answer`, {
    fix: "netops up",
    cause,
  });
}
