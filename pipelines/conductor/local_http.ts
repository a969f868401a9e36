import type { HttpClient } from "@netops/core";

/** A client for which `localhost` is 127.0.0.1: that is all this process may reach, and what users mean. */
export function localHttp(http: HttpClient): HttpClient {
  return {
    send: (request) => http.send({ ...request, url: localUrl(request.url) }),
    close: () => http.close(),
  };
}

function localUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.hostname !== "localhost") return text;
  url.hostname = "127.0.0.1";
  return url.href;
}
