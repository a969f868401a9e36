import { TestPlatform } from "../harness/platform.ts";
import { LIVE_FILES, LiveOrders } from "./live_orders.ts";

const ORDERS = 20;

Deno.test(`a real platform comes back from ${ORDERS} random orders of harm, and loses no child`, async () => {
  await using platform = await TestPlatform.create(LIVE_FILES);
  const orders = new LiveOrders(platform, "live");
  await orders.begin();
  try {
    for (let order = 0; order < ORDERS; order++) await orders.runOrder();
  } finally {
    await orders.end();
  }
});
