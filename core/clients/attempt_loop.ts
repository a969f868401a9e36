import { NetopsError } from "../errors/netops_error.ts";
import type { Clock } from "../ports/clock.ts";
import { formatTraceParent, type TraceContext } from "../nouns/trace_context.ts";
import type { Rng } from "../ports/rng.ts";
import type { ActiveSpan, Tracer } from "../ports/tracer.ts";
import { backoffMs } from "../policies/backoff.ts";
import { isIdempotentMethod } from "../policies/retry.ts";
import type { TimingWheel } from "../policies/timing_wheel.ts";
import {
  type AttemptEnd,
  codeOf,
  errorOf,
  isError,
  isRetryable,
  isUnavailable,
} from "./attempt_end.ts";
import type { Balancer } from "./balancer.ts";
import { sendAttempt } from "./send_attempt.ts";
import type { UpstreamAttempt, UpstreamRequest, UpstreamResult } from "./upstream_request.ts";
import type { PoolMember, UpstreamPool } from "./upstream_pool.ts";

/** What every loop of one upstream shares. */
export interface AttemptLoopParts {
  readonly clock: Clock;
  readonly wheel: TimingWheel;
  readonly rng: Rng;
  readonly tracer: Tracer;
  readonly balancer: Balancer;
  readonly maxAttempts: number;
  readonly attemptTimeoutMs: number;
  /** Refreshes the pool's members before each choice. */
  refresh(pool: UpstreamPool): void;
  /** Hears of every attempt that is traffic. */
  onAttempt(attempt: UpstreamAttempt): void;
  /** Hears of what speaks against a member. */
  onFailure(member: PoolMember, failure: FailedAttempt): void;
  onRetry(app: string): void;
  /** Hears which attempt brings what is told next. */
  onBlame(context: TraceContext | undefined): void;
}

/** What speaks against a member. */
export interface FailedAttempt {
  readonly connectFailed: boolean;
  readonly peers: readonly PoolMember[];
}

const BACKOFF = { baseMs: 20, maxMs: 400 };

/** An instance that had less time than this is not blamed for a timeout: the caller was in a hurry. */
const FAIR_TIME_MS = 1_000;

/** Sends one request: chooses, sends, records, and tries again when that is safe and affordable. */
export class AttemptLoop {
  readonly #parts: AttemptLoopParts;
  readonly #pool: UpstreamPool;
  readonly #request: UpstreamRequest;
  readonly #idempotent: boolean;
  readonly #attempts: UpstreamAttempt[] = [];
  readonly #tried: Set<string>;
  #serverGroup: string | undefined;

  /** Makes the loop of one request. */
  constructor(parts: AttemptLoopParts, pool: UpstreamPool, request: UpstreamRequest) {
    this.#parts = parts;
    this.#pool = pool;
    this.#request = request;
    this.#idempotent = request.idempotent ?? isIdempotentMethod(request.method);
    this.#tried = request.tried ?? new Set();
    this.#serverGroup = request.serverGroup;
  }

  /** Runs until there is an answer or nothing more to try. */
  async run(): Promise<UpstreamResult> {
    this.#pool.budget.request(this.#parts.clock.monotonicMs());
    if (this.#remainingMs() <= 0) return this.#failed(this.#over());
    for (let member = this.#choose(); member !== undefined;) {
      const end = await this.#attempt(member);
      if (!this.#mayRetry(end)) return this.#result(end, member);
      const next = this.#choose();
      if (next === undefined) return this.#result(end, member);
      await this.#prepareRetry(end, next === member);
      if (this.#request.signal?.aborted || this.#remainingMs() <= 0) {
        return this.#failed(this.#over());
      }
      // While we waited its breaker may have opened.
      member = next.admits(this.#parts.clock.monotonicMs()) ? next : this.#choose();
    }
    return this.#failed(this.#nobody());
  }

  #choose(): PoolMember | undefined {
    const { clock, balancer } = this.#parts;
    this.#parts.refresh(this.#pool);
    if (this.#serverGroup !== undefined && this.#pool.members(this.#serverGroup).length === 0) {
      this.#serverGroup = this.#request.reselect?.() ?? this.#serverGroup;
    }
    const members = this.#pool.members(this.#serverGroup);
    return balancer.choose(members, clock.monotonicMs(), this.#tried);
  }

  async #attempt(member: PoolMember): Promise<AttemptEnd> {
    const { clock, wheel, attemptTimeoutMs } = this.#parts;
    const { deadlineAtMs } = this.#request;
    const { instance, stats, breaker } = member;
    const startedMs = clock.monotonicMs();
    const startedAtMs = clock.nowMs();
    const attempt = this.#attempts.length + 1;
    const timeoutMs = Math.min(attemptTimeoutMs, deadlineAtMs - startedAtMs);
    const token = breaker.enter(undefined, startedMs);
    const span = this.#beginSpan();
    const traceParent = span && formatTraceParent(span.context);
    this.#tried.add(instance.id);
    stats.inFlight++;
    const end = await sendAttempt({
      ...{ wheel, timeoutMs, signal: this.#request.signal },
      send: (controller) =>
        this.#request.send({
          ...{ instance, attempt, deadlineAtMs, signal: controller.signal, traceParent },
          abort: (reason) => controller.abort(reason),
        }),
    });
    const endedMs = clock.monotonicMs();
    stats.inFlight--;
    const hurried = timeoutMs < Math.min(FAIR_TIME_MS, attemptTimeoutMs) &&
      end.kind === "failed" && end.failure === "timeout";
    span?.end({
      status: isError(end) ? "error" : "ok",
      attributes: () => attributesOf(member, end, attempt),
    });
    this.#parts.onBlame(span?.context);
    this.#record(member, end, { token, startedMs, endedMs, hurried, startedAtMs });
    this.#parts.onBlame(undefined);
    return end;
  }

  #record(
    member: PoolMember,
    end: AttemptEnd,
    at: {
      readonly token: number;
      readonly startedMs: number;
      readonly endedMs: number;
      readonly hurried: boolean;
      readonly startedAtMs: number;
    },
  ): void {
    const cancelled = end.kind === "failed" && end.failure === "cancelled";
    const silent = cancelled || at.hurried;
    if (silent) member.breaker.abandon(at.token);
    else if (isUnavailable(end)) member.breaker.fail(at.token, end, at.endedMs);
    else member.breaker.succeed(at.token, at.startedMs, at.endedMs);
    if (!silent) member.stats.record(isError(end), at.endedMs);
    const attempt = {
      attempt: this.#attempts.length + 1,
      instance: member.instance,
      startedAtMs: at.startedAtMs,
      durationMs: at.endedMs - at.startedMs,
      code: codeOf(end),
      ...(this.#request.trace?.isSampled ? { traceId: this.#request.trace.traceId } : {}),
    };
    this.#attempts.push(attempt);
    if (this.#request.isUnobserved !== true) this.#parts.onAttempt(attempt);
    if (silent || !isError(end)) return;
    this.#parts.onFailure(member, {
      connectFailed: end.kind === "failed" && end.failure === "connect",
      peers: this.#pool.members(member.instance.serverGroup),
    });
  }

  #mayRetry(end: AttemptEnd): boolean {
    const { maxAttempts, clock } = this.#parts;
    return this.#attempts.length < maxAttempts && isRetryable(end, this.#idempotent) &&
      this.#remainingMs() > 0 && (this.#request.replayable?.() ?? true) &&
      this.#pool.budget.tryRetry(clock.monotonicMs());
  }

  async #prepareRetry(end: AttemptEnd, same: boolean): Promise<void> {
    const { wheel, rng } = this.#parts;
    this.#parts.onRetry(this.#request.app);
    // An answer that is thrown away must not hold its connection.
    if (end.kind === "answered") end.response.body?.cancel().catch(() => undefined);
    // Somebody else can be asked at once; the same one, or one who is overloaded, needs a breath.
    if (!same && end.kind === "failed") return;
    const waitMs = backoffMs(this.#attempts.length, BACKOFF, rng);
    const signal = this.#request.signal ?? new AbortController().signal;
    await wheel.sleep(Math.min(waitMs, this.#remainingMs()), signal).catch(() => undefined);
  }

  #remainingMs(): number {
    return this.#request.deadlineAtMs - this.#parts.clock.nowMs();
  }

  #result(end: AttemptEnd, member: PoolMember): UpstreamResult {
    if (end.kind === "failed") return this.#failed(errorOf(this.#request.app, end));
    const { response } = end;
    return { kind: "answered", response, instance: member.instance, attempts: this.#attempts };
  }

  #failed(error: NetopsError): UpstreamResult {
    return { kind: "failed", error, attempts: this.#attempts };
  }

  #over(): NetopsError {
    const { signal, app } = this.#request;
    const failure = signal?.aborted ? "cancelled" : "timeout";
    return errorOf(app, { kind: "failed", failure, error: signal?.reason });
  }

  #beginSpan(): ActiveSpan | undefined {
    const { app, method, trace } = this.#request;
    if (trace === undefined) return undefined;
    return this.#parts.tracer.begin({ name: `${method} ${app}`, kind: "client", parent: trace });
  }

  #nobody(): NetopsError {
    const { app } = this.#request;
    const known = this.#pool.members(this.#serverGroup).length;
    const breaker = known === 0 ? {} : { "netops.breaker": "open" };
    this.#beginSpan()?.end({ status: "error", attributes: { upstream_app: app, ...breaker } });
    const where = this.#serverGroup === undefined ? app : this.#serverGroup;
    const reason = known === 0 ? "no instance is up" : "the circuit breakers of all are open";
    return new NetopsError("NO_INSTANCE", `Cannot call ${where} as ${reason}`, {
      details: { app, known },
      fix: "netops ps",
    });
  }
}

function attributesOf(
  { instance, breaker }: PoolMember,
  end: AttemptEnd,
  attempt: number,
): Readonly<Record<string, string | number>> {
  return {
    upstream_app: instance.app,
    upstream_instance: instance.id,
    upstream_server_group: instance.serverGroup,
    code: codeOf(end),
    attempt,
    ...(breaker.state === "closed" ? {} : { "netops.breaker": breaker.state }),
  };
}
