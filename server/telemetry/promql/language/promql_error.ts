/** Kinds of failure as the HTTP API of Prometheus names them. */
export type PromqlErrorType = "bad_data" | "execution" | "timeout" | "canceled";

/** Why a query has no answer, worded as Prometheus words it. */
export interface PromqlError {
  readonly errorType: PromqlErrorType;
  readonly message: string;
  /** Where in the text the parser stopped, in UTF-16 units; absent when evaluation failed. */
  readonly offset?: number;
}

/** Carries a failure out of a parse or an evaluation; the door makes a `PromqlError` of it. */
export class PromqlFailure extends Error {
  readonly errorType: PromqlErrorType;

  constructor(errorType: PromqlErrorType, message: string) {
    super(message);
    this.name = "PromqlFailure";
    this.errorType = errorType;
  }
}

/** Ends an evaluation with a message in Prometheus' words. */
export function failExecution(message: string): never {
  throw new PromqlFailure("execution", message);
}
