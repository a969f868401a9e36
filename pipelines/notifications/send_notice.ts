import { type EventSink, toNetopsError } from "@netops/core";
import { sendWebhook, type WebhookPorts } from "./send_webhook.ts";
import type { Notice, NoticeOutcome } from "./notice.ts";

/** What notices are told with. */
export interface NoticePorts extends WebhookPorts {
  readonly events: EventSink;
  /** Adds a line to a file of the user, which is made when it is not there. */
  appendLine(path: string, line: string): Promise<void>;
}

/** The event on the time line that a terminal shows. */
export const NOTICE_EVENT = "deploy.notice";

/** Tells a notice, and tries again where that may help; whatever goes wrong is an outcome. */
export async function sendNotice(notice: Notice, ports: NoticePorts): Promise<NoticeOutcome> {
  const { to, document } = notice;
  try {
    if (to.kind === "webhook") return await sendWebhook(to, document, ports);
    if (to.kind === "file") await ports.appendLine(to.path, `${JSON.stringify(document)}\n`);
    else ports.events.publish({ kind: NOTICE_EVENT, subject: document.app, data: { ...document } });
    return { outcome: "told" };
  } catch (thrown) {
    if (ports.signal?.aborted) return { outcome: "interrupted" };
    return { outcome: "given-up", reason: toNetopsError(thrown).message };
  }
}
