import assert from "node:assert/strict";
import { StreamingPlatform } from "../harness/streaming_platform.ts";

Deno.test("every ready experiment on the streaming platform holds, and leaves nothing", async (context) => {
  await using streaming = await StreamingPlatform.boot("std");
  const { platform } = streaming;
  await streaming.play(["--for", "3s"]);
  const { stdout } = await platform.run(["chaos", "gallery", "--json"]);
  const { experiments } = JSON.parse(stdout) as { experiments: { name: string; on: string }[] };
  for (const { name } of experiments.filter(({ on }) => on === "streaming")) {
    await context.step(name, async () => {
      const result = await platform.run(["chaos", "run", name, "--json"]);
      const { verdict, reason, undone } = JSON.parse(result.stdout);
      assert.deepEqual([result.code, verdict, undone], [0, "held", true], reason);
      await streaming.allUp(30_000);
    });
  }
  const doctor = await platform.run(["chaos", "doctor", "--json"]);
  assert.deepEqual([doctor.code, JSON.parse(doctor.stdout).residue], [0, []]);
});
