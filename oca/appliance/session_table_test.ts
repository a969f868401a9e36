import assert from "node:assert/strict";
import fc from "fast-check";
import { parseCmcd } from "./cmcd.ts";
import { SESSION_IDLE_MS, SessionTable } from "./session_table.ts";

const PROBE = {
  ...{ sig: "s1", titleId: "x", clientIp: "127.0.0.1", cmcd: undefined, nowMs: 1_000 },
  isMedia: false,
};
const MEDIA = { ...PROBE, isMedia: true };

Deno.test("requests with one signature are one session, which ends after ten idle seconds", () => {
  const table = new SessionTable();
  table.see(MEDIA);
  const session = table.see({ ...MEDIA, nowMs: 5_000 });
  assert.equal(session.requests, 2);
  assert.deepEqual(table.sweep(14_999), []);
  assert.equal(table.size, 1);
  assert.deepEqual(table.sweep(15_000), [session]);
  assert.equal(table.size, 0);
});

Deno.test("who only looks at playlists does not count, and counts from its first media on", () => {
  const table = new SessionTable();
  table.see(PROBE);
  table.see({ ...PROBE, sig: "s2", cmcd: parseCmcd('sid="p2"') });
  assert.deepEqual([table.size, table.sessions], [0, []]);
  assert.ok(table.knows("s1", undefined), "it may load its playlist again while the OCA drains");
  const session = table.see(MEDIA);
  assert.deepEqual([table.size, table.sessions], [1, [session]]);
  assert.equal(session.requests, 2);
  table.see(PROBE);
  assert.equal(table.size, 1);
  assert.deepEqual(table.sweep(PROBE.nowMs + SESSION_IDLE_MS), [session]);
  assert.ok(!table.knows("s2", undefined));
});

Deno.test("a player that says its session id later keeps its session", () => {
  const table = new SessionTable();
  table.see(MEDIA);
  const cmcd = parseCmcd('sid="p1",cid="x",br=300,bl=4000,bs')!;
  const session = table.see({ ...PROBE, cmcd });
  assert.equal(table.size, 1);
  assert.equal(session.requests, 2);
  assert.equal(session.sessionId, "p1");
  assert.deepEqual(
    [session.bitrateKbps, session.bufferMs, session.starvations, session.startups],
    [300, 4_000, 1, 0],
  );
  assert.ok(table.knows("other signature", cmcd));
  assert.ok(table.knows("s1", undefined));
  assert.ok(!table.knows("other signature", undefined));
});

Deno.test("a start-up counts once a session, however many requests say that they are of it", () => {
  const table = new SessionTable();
  for (const text of ['sid="p1",su', 'sid="p1",su,ot=a', 'sid="p1"', 'sid="p1",su']) {
    table.see({ ...MEDIA, cmcd: parseCmcd(text) });
  }
  assert.equal(table.sessions[0]?.startups, 1);
});

Deno.test("a request without CMCD between two with it begins no second session", () => {
  const table = new SessionTable();
  const cmcd = parseCmcd('sid="p1"')!;
  table.see({ ...MEDIA, cmcd });
  table.see(MEDIA);
  table.see({ ...MEDIA, cmcd });
  assert.equal(table.size, 1);
});

Deno.test("the table keeps within bounds", () => {
  const table = new SessionTable();
  for (let n = 0; n < 20_100; n++) table.see({ ...MEDIA, sig: `s${n}` });
  assert.equal(table.size, 20_000);
});

Deno.test("whatever is asked, by whom and when, as many are counted as are listed", () => {
  const request = fc.record({
    sig: fc.constantFrom("s1", "s2", "s3"),
    sid: fc.constantFrom(undefined, "p1", "p2", "s1"),
    isMedia: fc.boolean(),
    afterMs: fc.nat(SESSION_IDLE_MS),
  });
  fc.assert(fc.property(fc.array(request), (requests) => {
    const table = new SessionTable();
    let nowMs = 0;
    for (const { sig, sid, isMedia, afterMs } of requests) {
      table.sweep(nowMs += afterMs);
      const cmcd = sid === undefined ? undefined : parseCmcd(`sid="${sid}"`);
      table.see({ ...PROBE, sig, cmcd, isMedia, nowMs });
      assert.equal(table.size, table.sessions.length);
    }
    table.sweep(nowMs + SESSION_IDLE_MS);
    assert.equal(table.size, 0);
  }));
});
