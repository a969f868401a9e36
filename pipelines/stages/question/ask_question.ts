import { NetopsError } from "@netops/core";
import type { Question } from "@netops/core/contracts";
import type { StageServices } from "../../ports/stage_services.ts";
import { holds } from "../../conductor/compare.ts";
import { resolvedText } from "../resolved_value.ts";
import { allowedUrl } from "./allowed_url.ts";
import { sendRequest } from "./send_request.ts";

/** What came of asking once. */
export interface Answer {
  /** It is as it should be. No answer, and a query without a value, never are. */
  readonly isSo: boolean;
  readonly said: string;
}

type UrlQuestion = Extract<Question, { readonly url: unknown }>;
type QueryQuestion = Extract<Question, { readonly query: unknown }>;

/**
 * Asks once: a request, or a query of telemetry.
 *
 * @throws {NetopsError} CONFIG_INVALID, REFUSED or REQUEST_INVALID for a question that can never have an answer
 */
export function askQuestion(question: Question, services: StageServices): Promise<Answer> {
  return "url" in question ? askUrl(question, services) : askQuery(question, services);
}

async function askUrl(question: UrlQuestion, services: StageServices): Promise<Answer> {
  const { href } = allowedUrl(resolvedText(question.url, "url"), services);
  const { body: pattern } = question;
  // Read before anything is sent: a pattern that cannot be read has no answer.
  if (pattern !== undefined) matches("", pattern);
  const outcome = await sendRequest(services, { method: "GET", url: href });
  if ("noAnswer" in outcome) return { isSo: false, said: `${href}: ${outcome.noAnswer}` };
  const { status, body } = outcome;
  if (status !== question.status) {
    return { isSo: false, said: `${href} answered ${status} instead of ${question.status}` };
  }
  if (pattern === undefined || matches(body, pattern)) {
    return { isSo: true, said: `${href} answered ${status}` };
  }
  return { isSo: false, said: `${href} answered ${JSON.stringify(body.slice(0, 200))}` };
}

async function askQuery(question: QueryQuestion, services: StageServices): Promise<Answer> {
  const { query, is, right } = question;
  const value = await valueOf(query, services);
  if (typeof value !== "number") return { isSo: false, said: `${query} ${value.why}` };
  const said = `${query} is ${value}`;
  const isSo = Number.isFinite(value) && holds({ left: value, is, right });
  return { isSo, said: isSo ? said : `${said}, not ${is} ${right}` };
}

async function valueOf(
  query: string,
  services: StageServices,
): Promise<number | { readonly why: string }> {
  try {
    return await services.query(query) ?? { why: "has no single value" };
  } catch (error) {
    const isAway = error instanceof NetopsError && /^(UNREACHABLE|TIMED_OUT)$/.test(error.code);
    if (!isAway) throw error;
    return { why: `could not be asked: ${error.message}` };
  }
}

function matches(body: string, pattern: string): boolean {
  return holds({ left: body, is: "matches", right: pattern });
}
