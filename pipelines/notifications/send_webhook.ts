import { type HttpClient, NetopsError, type Rng, type Timer } from "@netops/core";
import type { NotificationSpec } from "@netops/core/contracts";
import { backoffMs } from "@netops/core/policies";
import { allowedUrl } from "../stages/question/allowed_url.ts";
import { sendRequest } from "../stages/question/send_request.ts";
import type { NoticeDocument, NoticeOutcome } from "./notice.ts";
import { signBody } from "./sign_body.ts";

/** What webhooks are called with. */
export interface WebhookPorts {
  readonly http: HttpClient;
  readonly timer: Timer;
  readonly rng: Rng;
  /** The value of an environment variable of `up`. */
  secretOf(name: string): string | undefined;
  /** Hosts besides this machine that may be called. */
  readonly allowedHosts?: readonly string[];
  readonly signal?: AbortSignal;
}

type WebhookTarget = Extract<NotificationSpec["to"], { readonly kind: "webhook" }>;

/** The first try and seven more: within five minutes. */
const TRIES = 8;
const BACKOFF = { baseMs: 1_000, maxMs: 120_000 };

/** Statuses below 500 that may pass. */
const AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Calls a webhook until it answers with 200 to 299.
 *
 * It may hear a notice more than once, with the same `x-netops-delivery`. With a secret the body is signed; without the
 * secret that it names nothing is sent.
 *
 * @throws {NetopsError} REFUSED for a host that is not allowed, CONFIG_INVALID; the signal's reason on abort
 */
export async function sendWebhook(
  target: WebhookTarget,
  document: NoticeDocument,
  ports: WebhookPorts,
): Promise<NoticeOutcome> {
  const { href } = allowedUrl(target.url, ports);
  const body = JSON.stringify(document);
  const headers = {
    ...{ "content-type": "application/json", "user-agent": "netops" },
    "x-netops-delivery": document.id,
    ...await signatureOf(target, body, ports),
  };
  for (let tried = 1;; tried++) {
    ports.signal?.throwIfAborted();
    const answer = await sendRequest(ports, { method: "POST", url: href, headers, body });
    const status = "status" in answer ? answer.status : undefined;
    if (status !== undefined && status >= 200 && status < 300) return { outcome: "told" };
    const said = "noAnswer" in answer ? answer.noAnswer : `it answered ${status}`;
    const isFinal = status !== undefined && status < 500 && !AGAIN.has(status);
    if (isFinal || tried === TRIES) {
      return { outcome: "given-up", reason: `${href}: ${said}, after ${tried} tries` };
    }
    await ports.timer.sleep(backoffMs(tried, BACKOFF, ports.rng), ports.signal);
  }
}

async function signatureOf(
  { secretEnv }: WebhookTarget,
  body: string,
  { secretOf }: WebhookPorts,
): Promise<Readonly<Record<string, string>>> {
  if (secretEnv === undefined) return {};
  const secret = secretOf(secretEnv);
  if (secret !== undefined && secret !== "") {
    return { "x-netops-signature": await signBody(secret, body) };
  }
  throw new NetopsError("CONFIG_INVALID", `Cannot sign as ${secretEnv} is not set`, {
    fix: `${secretEnv}=SECRET netops up`,
  });
}
