import type { BodyForm } from "./response_cache.ts";

/**
 * Chooses the form of an answer: JSON if and only if `Accept` names it, else XML; undefined when the
 * client takes neither (406).
 *
 * Source: eureka-core AbstractVIPResource, ApplicationsResource; Jersey `@Produces`.
 */
export function chooseForm(headers: Headers): BodyForm | undefined {
  const accept = headers.get("accept");
  const compact = headers.get("x-eureka-accept")?.toLowerCase() === "compact";
  if (accept === null || accept === "") return { format: "xml", compact };
  if (accept.includes("json")) return { format: "json", compact };
  const takesXml = accept.includes("xml") || accept.includes("*/*") ||
    accept.includes("application/*");
  return takesXml ? { format: "xml", compact } : undefined;
}

/** Whether the client takes gzip. */
export function takesGzip(headers: Headers): boolean {
  const encodings = headers.get("accept-encoding");
  return encodings !== null && /(^|[\s,])gzip\s*(,|$|;\s*q=(1|0?\.\d*[1-9]))/.test(encodings);
}

/** How a body is written, by its `Content-Type`; undefined when it is neither JSON nor XML. */
export function bodyFormat(headers: Headers): "json" | "xml" | undefined {
  const type = headers.get("content-type") ?? "";
  if (type.includes("json")) return "json";
  return type.includes("xml") ? "xml" : undefined;
}
