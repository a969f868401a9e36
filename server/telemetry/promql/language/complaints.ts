import type { Span } from "./span.ts";

/** What is wrong with a query, and where. */
export interface Complaint {
  readonly span: Span;
  readonly message: string;
}

/** Collects what is wrong with a query; the first is told, as Prometheus does. */
export class Complaints {
  #first: Complaint | undefined;

  /** Notes something; only the first note counts. */
  add(span: Span, message: string): void {
    this.#first ??= { span, message };
  }

  /** The first that was noted. */
  get first(): Complaint | undefined {
    return this.#first;
  }
}
