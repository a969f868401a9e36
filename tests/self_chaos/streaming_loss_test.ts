import { ridesOverLosses } from "./viewers_under_loss.ts";

Deno.test("no viewer of ten fails while one instance of each app in turn is killed", async () => {
  await ridesOverLosses({ viewers: 10 });
});
