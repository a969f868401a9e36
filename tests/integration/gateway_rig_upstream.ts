import { NetopsError, toNetopsError } from "@netops/core";
import type { Host } from "@netops/core/host";
import type { Discovery, Upstream, UpstreamAttempt } from "@netops/core/clients";

/** TEMPORARY stand-in until createUpstream lands. */
export function createRigUpstream(
  options: { readonly discovery: Discovery; readonly host: Host },
): Upstream {
  let turn = 0;
  return {
    close: () => {},
    call: async (request) => {
      const attempts: UpstreamAttempt[] = [];
      const all = options.discovery.up(request.app).filter((i) =>
        request.serverGroup === undefined || i.serverGroup === request.serverGroup
      );
      let error = new NetopsError("NO_INSTANCE", "Cannot reach");
      for (let n = 1; n <= Math.min(3, all.length); n++) {
        const instance = all[turn++ % all.length]!;
        const abort = new AbortController();
        const timer = setTimeout(
          () => abort.abort(new NetopsError("TIMED_OUT", "Cannot wait")),
          Math.max(1, request.deadlineAtMs - Date.now()),
        );
        const leave = () => abort.abort(request.signal?.reason);
        request.signal?.addEventListener("abort", leave);
        const note = (code: string) =>
          attempts.push({ attempt: n, instance, startedAtMs: Date.now(), durationMs: 0, code });
        try {
          const response = await request.send({
            instance,
            attempt: n,
            deadlineAtMs: request.deadlineAtMs,
            signal: abort.signal,
          });
          clearTimeout(timer);
          note(String(response.status));
          return { kind: "answered", response, instance, attempts };
        } catch (thrown) {
          clearTimeout(timer);
          const e = toNetopsError(thrown);
          const connect = e.details["phase"] === "connect";
          note(connect ? "connect" : "reset");
          error = e.code === "TIMED_OUT"
            ? e
            : new NetopsError("UPSTREAM_FAILED", e.message, { cause: e });
          if (e.code === "TIMED_OUT") break;
          const safe = ["GET", "HEAD", "OPTIONS"].includes(request.method);
          if (!(connect || safe) || request.replayable?.() === false) break;
        }
      }
      return { kind: "failed", error, attempts };
    },
  };
}
