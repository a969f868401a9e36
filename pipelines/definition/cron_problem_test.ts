import assert from "node:assert/strict";
import { cronProblem } from "./cron_problem.ts";

Deno.test("cronProblem() takes what starts a pipeline", () => {
  const good = [
    ...["* * * * *", "0 9 * * 1-5", "*/5 0-23/2 1,15 jan-mar mon", "59 23 31 12 7"],
    ...["0 0 29 2 *", "0 0 31 2 mon", "0 0 * * SUN", "30 0 9 * * *", "@daily", "0 0 L * *"],
  ];
  for (const schedule of good) assert.equal(cronProblem(schedule), undefined, schedule);
});

Deno.test("cronProblem() says why a schedule cannot be read, or that it never comes", () => {
  const cases: [string, RegExp][] = [
    ["", /^it has 0 fields, not 5$/],
    ["*", /^it has 1 field, not 5$/],
    ["0 9 * *", /4 fields/],
    ["60 * * * *", /^invalid value for minute: 60$/],
    ["* * * * 8", /invalid value for dayOfWeek: 8/],
    ["* * * * mo", /illegal characters/],
    ["*/0 * * * *", /illegal stepping/],
    ["5-1 * * * *", /larger/],
    ["1,,2 * * * *", /empty/],
    ["0 0 31 2 *", /^there never is such a time$/],
    ["@sometimes", /./],
  ];
  for (const [schedule, why] of cases) assert.match(cronProblem(schedule) ?? "", why, schedule);
});
