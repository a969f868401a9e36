import assert from "node:assert/strict";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

const VIEWERS = "25";
/** What the loss of a zone may cost a viewer who plays. */
const MOST_STALLED_MS = 2_000;

/** What `netops chaos run --json` says here. */
interface Outcome {
  readonly verdict: string;
  readonly reason: string;
  readonly undone: boolean;
  readonly recoveryMs?: number;
}

Deno.test("a zone is lost while fifty viewers play and begin to play, and next to no one notices", async () => {
  await using streaming = await StreamingPlatform.boot("std");
  const { platform } = streaming;
  await streaming.play(["--for", "3s"]);
  const playing = streaming.play(["--viewers", VIEWERS, "--for", "35s"]);
  await new Promise((resolve) => setTimeout(resolve, 5_000));
  const running = platform.run(["chaos", "run", "zone-lost", "--json"]);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  // These begin while the zone is away.
  const starting = streaming.play(["--viewers", VIEWERS, "--for", "15s"]);
  const [first, second, { stdout, code }] = await Promise.all([playing, starting, running]);
  const outcome = JSON.parse(stdout) as Outcome;
  console.log(JSON.stringify({ first: first.document, second: second.document, outcome }));
  assert.deepEqual([code, outcome.verdict, outcome.undone], [0, "held", true], outcome.reason);
  assert.ok(outcome.recoveryMs !== undefined, "how long it took to recover is told");
  for (const { document } of [first, second]) {
    const { failed = 0, viewers = 0, mostStalledMs = Infinity } = document;
    assert.ok(failed / viewers < 0.01, `${failed} of ${viewers} failed`);
    assert.ok(mostStalledMs <= MOST_STALLED_MS, `one stalled for ${mostStalledMs} ms`);
  }
  await streaming.allUp(20_000);
});
