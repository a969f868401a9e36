import assert from "node:assert/strict";
import { cronProblem } from "./cron_problem.ts";

Deno.test("cronProblem() takes what crontab(5) takes", () => {
  const good = [
    ...["* * * * *", "0 9 * * 1-5", "*/5 0-23/2 1,15 jan-mar mon", "59 23 31 12 7", "  0 0 1 1 0 "],
    ...["5/15 * * * *", "0 0 29 2 *", "0 0 31 2 mon", "0 0 * * SUN"],
  ];
  for (const schedule of good) assert.equal(cronProblem(schedule), undefined, schedule);
});

Deno.test("cronProblem() says which field cannot be read", () => {
  const cases: [string, RegExp][] = [
    ["", /0 fields/],
    ["*", /1 field, not 5/],
    ["@daily", /1 field/],
    ["0 9 * * 1-5 2026", /6 fields/],
    ["60 * * * *", /"60" is no minute, which is from 0 to 59/],
    ["* 24 * * *", /"24" is no hour/],
    ["* * 0 * *", /"0" is no day of the month/],
    ["* * * 13 *", /"13" is no month/],
    ["* * * * 8", /"8" is no day of the week/],
    ["* * * * mo", /"mo" is no day of the week/],
    ["*/0 * * * *", /"\*\/0" is no minute/],
    ["*-5 * * * *", /"\*-5" is no minute/],
    ["5-1 * * * *", /"5-1" goes backwards/],
    ["1,,2 * * * *", /"" is no minute/],
    ["0 0 31 2 *", /month 2 never has a day 31/],
    ["0 0 31 2,4 *", /never has a day 31/],
  ];
  for (const [schedule, why] of cases) assert.match(cronProblem(schedule) ?? "", why, schedule);
});
