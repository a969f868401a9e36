import assert from "node:assert/strict";
import { createSeats, placesOf, seatsOfIndividuals } from "./seats.ts";

const TWO_REGIONS = {
  regions: [
    { name: "eu", zones: ["eu-a", "eu-b", "eu-c"] },
    { name: "us", zones: ["us-a", "us-b", "us-c"] },
  ],
};

Deno.test("the first instances of an app stand in different regions, as many in each", () => {
  const zones = createSeats(8, placesOf(TWO_REGIONS)).map((seat) => seat.zone);
  assert.deepEqual(zones, ["eu-a", "us-a", "eu-b", "us-b", "eu-c", "us-c", "eu-a", "us-a"]);
});

Deno.test("a region with fewer zones does not leave gaps", () => {
  const places = placesOf({
    regions: [{ name: "eu", zones: ["eu-a", "eu-b"] }, { name: "us", zones: ["us-a"] }],
  });
  assert.deepEqual(places.map(({ zone }) => zone), ["eu-a", "us-a", "eu-b"]);
});

Deno.test("an individual sits where it says, and a platform without zones has none", () => {
  const one = { id: "c1", region: "eu", zone: "eu-b", host: "127.66.1.1", config: {} };
  const [seat] = seatsOfIndividuals([one]);
  assert.deepEqual([seat?.zone, seat?.individual?.id, seat?.address], ["eu-b", "c1", undefined]);
  assert.deepEqual(createSeats(1, placesOf({ regions: [] }))[0]?.zone, "-");
});
