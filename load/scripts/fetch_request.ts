import http from "k6/http";
import type { ViewerRequest } from "@netops/core/viewer";
import { readServerTiming } from "../session/mod.ts";
import type { Feed } from "./drive_viewer.ts";
import { bytesOf, headerOf, lossOf, textOf, tookMs } from "./http_answer.ts";

/** Sends a request of a viewer; of media only the bytes are counted. `zone` is the OCA's site. */
export async function fetchRequest(request: ViewerRequest, zone: string): Promise<Feed> {
  const { id, url, headers, purpose, wantsText, timeoutMs, oca, rung = "" } = request;
  const response = await http.asyncRequest("GET", url, null, {
    headers: { ...headers },
    ...{ timeout: timeoutMs, redirects: 0, responseType: wantsText ? "text" : "none" },
    tags: { kind: purpose, name: purpose, oca, rung, zone },
  });
  const reason = lossOf(response);
  if (reason !== undefined) return { input: { kind: "failure", id, reason } };
  const { status } = response;
  return {
    input: {
      ...{ kind: "answer", id, status, bytes: bytesOf(response) },
      ...(wantsText ? { text: textOf(response) } : {}),
      ...readServerTiming(headerOf(response, "Server-Timing")),
    },
    durationMs: tookMs(response),
  };
}
