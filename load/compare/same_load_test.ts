import assert from "node:assert/strict";
import { streamReport } from "../report/report_fixture.ts";
import { noisyLoad, noisyScript } from "./compare_fixture.ts";
import { compareLoads } from "./compare_loads.ts";
import { type LoadSample, sampleOf } from "./load_sample.ts";

Deno.test("loads that were asked for differently are not compared, and what differs is said", () => {
  const one = { ...noisyLoad({ seed: 35 }), id: "load-1" };
  const asked = (...words: string[]) => ({ ...one, id: "load-2", asked: words });
  const reason = (before: LoadSample, after: LoadSample) =>
    compareLoads(before, after).effects[0]?.reason;
  assert.equal(
    reason(one, asked("--watch", "45s")),
    "they are not the same load: only load-2 was run with --watch 45s",
  );
  const first = { ...asked("--watch", "45s", "--env", "A=…", "--env", "B=…"), id: "load-1" };
  assert.equal(
    reason(first, asked("--env", "B=…", "--watch", "9s", "--env", "C=…")),
    "they are not the same load: only load-1 was run with --watch 45s --env A=…, " +
      "only load-2 was run with --watch 9s --env C=…",
  );
  assert.equal(reason(first, asked("--env", "B=…", "--env", "A=…", "--watch", "45s")), undefined);
  const beside = asked("--thresholds", "starts:count>1", "--with-after", "5s");
  assert.equal(compareLoads(one, beside).verdict, "same");
  const script = { ...noisyScript({ seed: 36 }), id: "load-1", asked: ["--rate", "5"] };
  assert.match(
    reason(script, { ...script, id: "load-2", asked: ["--rate", "9"] }) ?? "",
    /--rate 9/,
  );
});

Deno.test("sampleOf() takes what was asked for, nothing of reports that do not tell", () => {
  assert.deepEqual(sampleOf({ ...streamReport(), asked: ["--watch", "9s"] }).asked, [
    "--watch",
    "9s",
  ]);
  const { asked: _, ...older } = { asked: [], ...streamReport() };
  assert.deepEqual(sampleOf(older).asked, []);
});
