/**
 * Sends thousands of malformed HTTP/1.1 requests to any listener and judges the answers.
 *
 * Acceptable: an answer of 400 or more, or a close. A success is a violation where the case's rule is
 * one that the listener promised; a listener that neither answers nor closes within 5 s, after the
 * sender hung up its side, hangs.
 */
import type { Rng } from "@netops/core";
import { createFixedRng } from "@netops/core/testing";
import {
  drawMalformedCase,
  type MalformedCase,
  type MalformedTarget,
  type RefusalRule,
} from "./malformed_cases.ts";

/** What to send and where. */
export interface MalformedOptions extends MalformedTarget {
  readonly hostname: string;
  readonly port: number;
  readonly count: number;
  readonly seed: string;
  /** Rules that this listener promised to keep. */
  readonly rules: readonly RefusalRule[];
  readonly concurrency?: number;
}

/** One answer that must not be. */
export interface MalformedViolation {
  readonly index: number;
  readonly name: string;
  readonly what: "success" | "hang" | "unreachable";
  readonly sent: string;
  readonly answer: string;
}

/** What came of all cases. */
export interface MalformedReport {
  readonly sent: number;
  /** First status → how many; `closed` counts connections that ended without one. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly violations: readonly MalformedViolation[];
}

/** How long a listener may take to answer before the sender hangs up its side. */
const ANSWER_MS = 400;
/** How long it may take to close after that. */
const CLOSE_MS = 5_000;

/** Sends `count` cases; equal seeds send equal bytes. */
export async function sendMalformedHttp(options: MalformedOptions): Promise<MalformedReport> {
  const rng = createFixedRng(options.seed);
  const outcomes: Record<string, number> = {};
  const violations: MalformedViolation[] = [];
  let next = 0;
  const work = async () => {
    while (next < options.count) {
      const index = next++;
      const drawn = drawMalformedCase(rng, options);
      const end = await exchange(drawn, options);
      const what = judge(drawn, end, options.rules);
      if (what !== undefined) violations.push(violationOf(index, drawn, { end, what }));
      const status = statusesOf(end.text)[0];
      const outcome = status === undefined ? "closed" : String(status);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 16 }, work));
  return { sent: options.count, outcomes, violations };
}

/** Draws the first `count` cases of a seed without sending them. */
export function drawMalformedCases(
  seed: string,
  options: MalformedTarget & { readonly count: number },
): MalformedCase[] {
  const rng: Rng = createFixedRng(seed);
  return Array.from({ length: options.count }, () => drawMalformedCase(rng, options));
}

interface Exchange {
  readonly text: string;
  readonly end: "closed" | "answered" | "hang" | "unreachable";
}

function judge(
  drawn: MalformedCase,
  exchange: Exchange,
  rules: readonly RefusalRule[],
): MalformedViolation["what"] | undefined {
  if (exchange.end === "unreachable" || exchange.end === "hang") return exchange.end;
  if (drawn.rule === "none" || !rules.includes(drawn.rule)) return undefined;
  const succeeded = statusesOf(exchange.text).some((status) => status >= 200 && status < 300);
  return succeeded ? "success" : undefined;
}

/** The statuses of all answers on a connection; 1xx are no answers. */
function statusesOf(text: string): number[] {
  return [...text.matchAll(/HTTP\/1\.[01] ([2-5]\d\d) /g)].map((match) => Number(match[1]));
}

function violationOf(
  index: number,
  drawn: MalformedCase,
  found: { readonly end: Exchange; readonly what: MalformedViolation["what"] },
): MalformedViolation {
  const sent = JSON.stringify(new TextDecoder("latin1").decode(drawn.bytes.subarray(0, 300)));
  const answer = found.end.text.slice(0, 300);
  return { index, name: drawn.name, what: found.what, sent, answer };
}

async function exchange(
  drawn: MalformedCase,
  options: { readonly hostname: string; readonly port: number },
): Promise<Exchange> {
  const { hostname, port } = options;
  let connection: Deno.TcpConn;
  try {
    connection = await Deno.connect({ hostname, port });
  } catch {
    return { text: "", end: "unreachable" };
  }
  const reader = new AnswerReader(connection);
  try {
    const written = writeAll(connection, drawn.bytes);
    if (drawn.incomplete) await hangUp(connection, written);
    else if (await reader.waitFor(ANSWER_MS) === "nothing") await hangUp(connection, written);
    const end = await reader.waitFor(CLOSE_MS);
    return { text: reader.text, end: end === "nothing" ? "hang" : end };
  } finally {
    connection.close();
    await reader.ended;
  }
}

async function hangUp(connection: Deno.TcpConn, written: Promise<void>): Promise<void> {
  await written;
  // The other side may have reset the connection already.
  await connection.closeWrite().catch(() => undefined);
}

/** Reads all that comes on a connection, in the background. */
class AnswerReader {
  text = "";
  readonly ended: Promise<void>;
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(connection: Deno.TcpConn) {
    this.ended = this.#read(connection);
  }

  /** Waits until there is an answer or a close. */
  async waitFor(timeoutMs: number): Promise<"answered" | "closed" | "nothing"> {
    const deadlineMs = performance.now() + timeoutMs;
    while (!this.#isClosed && statusesOf(this.text).length === 0) {
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) return "nothing";
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return this.#isClosed ? "closed" : "answered";
  }

  async #read(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(16_384);
    const decoder = new TextDecoder("latin1");
    for (;;) {
      const count = await connection.read(buffer).catch(() => null);
      if (count === null) break;
      this.text += decoder.decode(buffer.subarray(0, count));
      this.#wake();
    }
    this.#isClosed = true;
    this.#wake();
  }
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.byteLength;) {
    const count = await connection.write(bytes.subarray(sent)).catch(() => 0);
    // The other side hung up before it heard all: its answer may still be read.
    if (count === 0) return;
    sent += count;
  }
}
