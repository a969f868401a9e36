import assert from "node:assert/strict";
import { encodeCmcd, toCmcdHeaders, toCmcdQuery } from "@svta/cml-cmcd";
import { parseCmcd, readCmcd } from "./cmcd.ts";

const DATA = { sid: "6e2fb550-c457-11e9-bb97-0800200c9a66", cid: "night-signal", br: [3200] };
const MORE = { bl: [21300], bs: true, su: true, mtp: [25400], ot: "v" as const, sf: "h" as const };
const READ = {
  ...{ sessionId: DATA.sid, contentId: "night-signal", bitrateKbps: 3200, bufferMs: 21300 },
  ...{ throughputKbps: 25400, starved: true, startup: true },
};

Deno.test("readCmcd() reads what the library of the players writes, in the query", () => {
  const query = `exp=1&${toCmcdQuery({ ...DATA, ...MORE })}&c=1`;
  assert.match(query, /CMCD=/);
  assert.deepEqual(readCmcd(query, new Headers()), READ);
});

Deno.test("readCmcd() reads what the library of the players writes, in headers", () => {
  const headers = new Headers(toCmcdHeaders({ ...DATA, ...MORE }) as Record<string, string>);
  assert.deepEqual(readCmcd("exp=1", headers), READ);
});

Deno.test("readCmcd() keeps commas, quotes and escapes inside of a text", () => {
  const text = encodeCmcd({ cid: 'a,b="c"', sid: "s", bl: [100] });
  const { contentId, sessionId, bufferMs } = parseCmcd(text)!;
  assert.deepEqual([contentId, sessionId, bufferMs], ['a,b="c"', "s", 100]);
});

Deno.test("readCmcd() gives nothing for what is absent, broken or too long, and never throws", () => {
  assert.equal(readCmcd("exp=1", new Headers()), undefined);
  for (const odd of ["CMCD=", "CMCD=%", "CMCD=%2C%2C", `CMCD=${"a".repeat(3_000)}`]) {
    assert.equal(readCmcd(odd, new Headers()), undefined, odd);
  }
  assert.deepEqual(parseCmcd("bl=abc,br=,bs=?0"), { starved: false, startup: false });
});
