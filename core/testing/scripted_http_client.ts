import type { HttpClient, HttpClientRequest } from "../ports/http.ts";

/** Answers requests by a function of the test and remembers them. */
export class ScriptedHttpClient implements HttpClient {
  /** What was sent, in order. */
  readonly requests: HttpClientRequest[] = [];
  readonly #answer: (request: HttpClientRequest) => Response | Promise<Response>;

  /** Uses `answer` for every request; what it throws is a connection error. */
  constructor(answer: (request: HttpClientRequest) => Response | Promise<Response>) {
    this.#answer = answer;
  }

  /** Records and answers one request. */
  async send(request: HttpClientRequest): Promise<Response> {
    this.requests.push(request);
    request.signal?.throwIfAborted();
    return await this.#answer(request);
  }

  /** Does nothing: there is no pool. */
  close(): void {}
}
