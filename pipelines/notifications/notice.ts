import type { NotificationSpec } from "@netops/core/contracts";

/** What somebody is told. */
export type NoticeEvent = NotificationSpec["on"][number];

/** What a notice says: the body of a webhook, a line of a file, and the data of an event. */
export interface NoticeDocument {
  readonly schema: "netops.notice/v1";
  /** The same for every try: who has heard it before may pass over it. */
  readonly id: string;
  readonly event: NoticeEvent;
  /** When that happened, which is not when it is told. */
  readonly tsMs: number;
  readonly execution: string;
  readonly app: string;
  readonly pipeline: string;
  readonly status: string;
  readonly by: string;
  readonly trigger: string;
  readonly verdict?: string;
  readonly reason?: string;
  /** The stage that waits for an answer, and what it asks. */
  readonly stage?: string;
  readonly message?: string;
  readonly roles?: readonly string[];
  readonly expiresAtMs?: number;
}

/** Something to tell, and to whom. */
export interface Notice {
  /** What is kept once it was told: unique within its execution. */
  readonly key: string;
  readonly to: NotificationSpec["to"];
  readonly document: NoticeDocument;
}

/** What came of telling. */
export type NoticeOutcome =
  | { readonly outcome: "told" }
  /** It will not be tried again. */
  | { readonly outcome: "given-up"; readonly reason: string }
  /** The process ends: it is told after the next start. */
  | { readonly outcome: "interrupted" };
