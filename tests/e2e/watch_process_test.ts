import assert from "node:assert/strict";
import { startService } from "../harness/start_service.ts";

Deno.test("watch answers every view with the same page, and a wrong address with 404", async () => {
  await using watch = await startService({ entry: "server/watch/main.ts" });
  const views = ["/", "/sign-in", "/search?q=a", "/title/night-signal", "/play/x?engine=dash"];
  const pages = new Set<string>();
  for (const view of views) {
    const response = await fetch(watch.url + view);
    assert.equal(response.status, 200, view);
    assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
    assert.equal(response.headers.get("cache-control"), "no-cache");
    pages.add(await response.text());
  }
  assert.equal(pages.size, 1);
  const lost = await fetch(`${watch.url}/no/such/view`);
  assert.equal(lost.status, 404);
  assert.ok(pages.has(await lost.text()));
});

Deno.test("watch lets nothing foreign run in its page", async () => {
  await using watch = await startService({ entry: "server/watch/main.ts" });
  const response = await fetch(watch.url);
  await response.body?.cancel();
  const policy = response.headers.get("content-security-policy") ?? "";
  for (const part of ["default-src 'self'", "object-src 'none'", "frame-ancestors 'none'"]) {
    assert.ok(policy.includes(part), part);
  }
  assert.ok(!/unsafe|script-src|data:/.test(policy), policy);
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  assert.equal(response.headers.get("referrer-policy"), "same-origin");
});

Deno.test("watch serves each file for ever under the hash of its content, and under no other", async () => {
  await using watch = await startService({ entry: "server/watch/main.ts" });
  const page = await (await fetch(watch.url)).text();
  const paths = [...page.matchAll(/\/watch(\/assets\/[\w.-]+)/g)].map(([, path]) => path ?? "");
  assert.deepEqual(
    paths.map((path) => path.replace(/-[0-9a-f]{12}/, "").slice("/assets/".length)).sort(),
    ["dash.js", "hls.js", "icon.svg", "watch.css", "watch.js"],
  );
  for (const path of paths) {
    const response = await fetch(watch.url + path);
    const bytes = new Uint8Array(await response.arrayBuffer());
    assert.equal(response.status, 200, path);
    assert.match(response.headers.get("cache-control") ?? "", /immutable/);
    assert.equal(Number(response.headers.get("content-length")), bytes.length);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    assert.ok(path.includes(digest.slice(0, 6).toHex()), path);
  }
  for (const path of ["/assets/watch.js", "/assets/watch-000000000000.js", "/assets/..%2fapp.ts"]) {
    const response = await fetch(watch.url + path);
    await response.body?.cancel();
    assert.equal(response.status, 404, path);
  }
});
