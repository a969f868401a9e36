import { TestPlatform } from "../harness/platform.ts";
import { LIVE_FILES, LiveOrders } from "../self_chaos/live_orders.ts";

const ORDERS = 200;

Deno.test(`a real platform comes back from ${ORDERS} random orders of harm`, async () => {
  await using platform = await TestPlatform.create(LIVE_FILES);
  const orders = new LiveOrders(platform, "soak");
  await orders.begin();
  try {
    for (let order = 0; order < ORDERS; order++) await orders.runOrder();
  } finally {
    await orders.end();
  }
});
