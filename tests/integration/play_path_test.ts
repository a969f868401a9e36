import assert from "node:assert/strict";
import type { PlayAnswer } from "@netops/core/contracts";
import { until } from "../harness/platform.ts";
import { PlaybackRig } from "./playback_rig.ts";

Deno.test("a play leads from origin's packages over steering to bytes of an OCA", async () => {
  await using rig = await PlaybackRig.start({ whole: true });
  await rig.subscribe("viewer");
  const call = rig.as("viewer");
  const { body: { titles } } = await call("catalog-1", "/titles");
  assert.equal(titles[0].id, "night-signal");
  const play = { body: { titleId: "colour-bars", playId: "one" } };
  let answer: PlayAnswer | undefined;
  await until("an OCA holds the title", 30_000, async () => {
    const { status, body } = await call("playback-1", "/play", play);
    if (status === 200) answer = body;
    else assert.equal(status, 503, JSON.stringify(body));
    return status === 200;
  });
  const [oca] = answer!.ocas;
  assert.equal(oca?.id, "appliance-1");
  assert.ok((oca?.reasons.length ?? 0) > 0);
  for (const [address, type] of [[oca!.hlsUrl, /mpegurl/], [oca!.dashUrl, /dash\+xml/]] as const) {
    const response = await fetch(address);
    assert.equal(response.status, 200);
    assert.match(response.headers.get("content-type") ?? "", type);
    await response.body?.cancel();
    const forged = await fetch(address.replace("exp=1", "exp=2"));
    assert.equal(forged.status, 403);
    await forged.body?.cancel();
  }
});
