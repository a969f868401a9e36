import assert from "node:assert/strict";
import { bodyFormat, chooseForm, takesGzip } from "./negotiation.ts";

Deno.test("chooseForm() answers JSON only when Accept names it", () => {
  const formOf = (accept?: string) =>
    chooseForm(new Headers(accept === undefined ? {} : { accept }));
  assert.equal(formOf("application/json")?.format, "json");
  assert.equal(formOf("text/plain, application/vnd.x+json")?.format, "json");
  assert.equal(formOf()?.format, "xml");
  assert.equal(formOf("*/*")?.format, "xml");
  assert.equal(formOf("text/html, image/gif, image/jpeg, */*; q=0.2")?.format, "xml");
  assert.equal(formOf("application/xml")?.format, "xml");
  assert.equal(formOf("text/html"), undefined);
});

Deno.test("chooseForm() is compact only when asked", () => {
  const compact = (value: string) => chooseForm(new Headers({ "x-eureka-accept": value }))?.compact;
  assert.equal(compact("compact"), true);
  assert.equal(compact("full"), false);
});

Deno.test("takesGzip() reads Accept-Encoding", () => {
  const takes = (value: string) => takesGzip(new Headers({ "accept-encoding": value }));
  for (const yes of ["gzip", "gzip,deflate", "br, gzip;q=0.5", "deflate, gzip"]) {
    assert.equal(takes(yes), true, yes);
  }
  for (const no of ["br", "gzip;q=0", "gzip;q=0.0", "x-gzip", ""]) {
    assert.equal(takes(no), false, no);
  }
  assert.equal(takesGzip(new Headers()), false);
});

Deno.test("bodyFormat() knows JSON and XML", () => {
  const formatOf = (type: string) => bodyFormat(new Headers({ "content-type": type }));
  assert.equal(formatOf("application/json;charset=utf-8"), "json");
  assert.equal(formatOf("text/xml"), "xml");
  assert.equal(formatOf("text/plain"), undefined);
  assert.equal(bodyFormat(new Headers()), undefined);
});
