import { ridesOverLosses } from "../self_chaos/viewers_under_loss.ts";

Deno.test("no viewer of fifty fails while one instance of each app in turn is killed", async () => {
  await ridesOverLosses({ viewers: 50 });
});
