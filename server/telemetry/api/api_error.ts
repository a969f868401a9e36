/** Kinds of failure as Prometheus' HTTP API names them, and their statuses. */
const STATUSES = {
  bad_data: 400,
  not_found: 404,
  execution: 422,
  canceled: 499,
  timeout: 503,
  unavailable: 503,
  internal: 500,
} as const;

/** The word for a kind of failure. */
export type ApiErrorType = keyof typeof STATUSES;

/** A request that cannot be answered, in Prometheus' words. */
export class ApiError extends Error {
  readonly errorType: ApiErrorType;

  constructor(errorType: ApiErrorType, message: string) {
    super(message);
    this.name = "ApiError";
    this.errorType = errorType;
  }

  /** The answer, as Prometheus gives it. */
  toResponse(): Response {
    const { errorType, message } = this;
    const body = { status: "error", errorType, error: message };
    return Response.json(body, { status: STATUSES[errorType] });
  }
}

/** Says which parameter is wrong. */
export function badParameter(name: string, why: string): ApiError {
  return new ApiError("bad_data", `invalid parameter "${name}": ${why}`);
}

/** Answers with data. */
export function success(
  data: unknown,
  notes: { readonly warnings?: readonly string[] } = {},
): Response {
  return Response.json({ status: "success", data, ...notes });
}
