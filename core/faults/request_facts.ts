import { PRINCIPAL_HEADER, type PrincipalSeal } from "../nouns/principal.ts";
import type { RequestFacts } from "./request_match.ts";

/** Tells which account a request belongs to. */
export type AccountOf = (headers: Headers) => string | undefined;

/** The field in which the gateway names the account to a service of the user. */
const ACCOUNT_HEADER = "x-netops-account";

/** Reads the account that the gateway sealed, or named where the route wants it plain. */
export function accountReader(seal: PrincipalSeal): AccountOf {
  return (headers) =>
    seal.open(headers.get(PRINCIPAL_HEADER))?.account ?? headers.get(ACCOUNT_HEADER) ?? undefined;
}

/** Reads of a request only what a fault asks for. */
export class HttpRequestFacts implements RequestFacts {
  readonly #request: Request;
  readonly #accountOf: AccountOf;

  /** Keeps the request. */
  constructor(request: Request, accountOf: AccountOf = () => undefined) {
    this.#request = request;
    this.#accountOf = accountOf;
  }

  get method(): string {
    return this.#request.method;
  }

  get path(): string {
    return new URL(this.#request.url).pathname;
  }

  get account(): string | undefined {
    return this.#accountOf(this.#request.headers);
  }

  /** Reads one field. */
  header(name: string): string | null {
    return this.#request.headers.get(name);
  }
}
