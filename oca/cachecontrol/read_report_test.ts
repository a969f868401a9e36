import assert from "node:assert/strict";
import { fakeReport } from "./fake_report.ts";
import { OCA_REPORT } from "./read_report.ts";

Deno.test("a report is taken, and one with a field that is missing or wrong is not", () => {
  const report = JSON.parse(JSON.stringify(fakeReport("o1")));
  assert.equal(OCA_REPORT.safeParse(report).success, true);
  for (const name of ["oca", "region", "url", "sentAtMs", "state", "healthy", "load", "titles"]) {
    assert.equal(OCA_REPORT.safeParse({ ...report, [name]: undefined }).success, false, name);
  }
  const odd = [null, [], "x", { ...report, state: "GONE" }, { ...report, routes: [{ prefix: 1 }] }];
  odd.push({ ...report, load: { ...report.load, loadRatio: "1" } });
  odd.push({ ...report, titles: [{ titleId: "a" }] });
  for (const value of odd) assert.equal(OCA_REPORT.safeParse(value).success, false);
});
