import assert from "node:assert/strict";
import type { OcaBoard } from "@netops/core/contracts";
import fc from "fast-check";
import { board, route } from "./board_fixture.ts";
import { type HomeRegion, homeRegion } from "./home_region.ts";
import { matchingRoute, parseClientAddress } from "./matching_route.ts";

const TRANSIT = route("127.0.0.0/8", "transit");
const TWO_REGIONS = board(
  { oca: "fra", routes: [route("127.10.0.0/16"), TRANSIT] },
  { oca: "ix", routes: [route("127.10.0.0/16", "public"), TRANSIT] },
  { oca: "iad", region: "us", routes: [route("127.40.0.0/16"), TRANSIT] },
  { oca: "lax", region: "us", routes: [TRANSIT] },
);

function homeOf(clientIp: string, { ocas }: OcaBoard = TWO_REGIONS): HomeRegion | undefined {
  const client = parseClientAddress(clientIp);
  return homeRegion(
    client,
    ocas.map((standing) => ({ standing, route: matchingRoute(client, standing.routes) })),
  );
}

Deno.test("a client is at home in the region of the longest prefix that holds it", () => {
  for (const [clientIp, region] of [["127.10.0.9", "eu"], ["127.40.0.9", "us"]] as const) {
    const home = homeOf(clientIp);
    assert.deepEqual([home?.region, home?.nearest, home?.regions], [region, [region], 2]);
  }
  assert.equal(homeOf("127.10.0.9")?.prefix, "127.10.0.0/16");
  assert.equal(homeOf("8.8.8.8"), undefined);
});

Deno.test("a further region with the same prefix takes nobody's home unless it is as near", () => {
  const more = (attachment: "embedded" | "public") => ({
    ocas: [
      ...TWO_REGIONS.ocas,
      ...board({ oca: "far", region: "us", routes: [route("127.10.0.0/16", attachment)] }).ocas,
    ],
  });
  assert.deepEqual(homeOf("127.10.0.9", more("public"))?.nearest, ["eu"]);
  assert.deepEqual(homeOf("127.10.0.9", more("embedded"))?.nearest, ["eu", "us"]);
});

Deno.test("a network that all regions reach by transit has one home, and networks are spread over them", () => {
  const homes = Array.from({ length: 200 }, (_, net) => {
    const inNet = [1, 77, 254].map((host) => homeOf(`127.${net + 50}.${host}.${host}`)?.region);
    assert.equal(new Set(inNet).size, 1);
    return inNet[0];
  });
  const share = homes.filter((region) => region === "eu").length / homes.length;
  assert.ok(share > 0.35 && share < 0.65, `${share}`);
});

Deno.test("the order of the board does not matter, nor does a region that comes or goes elsewhere", () => {
  const regions = ["ap", "eu", "sa", "us"];
  fc.assert(fc.property(
    fc.shuffledSubarray(regions, { minLength: 1 }),
    fc.nat(255),
    (some, net) => {
      const of = (names: readonly string[]) =>
        homeOf(
          `127.${net}.0.1`,
          board(...names.map((region) => ({ oca: region, region, routes: [TRANSIT] }))),
        )!.region;
      const home = of(some);
      assert.equal(of([...some].sort()), home);
      // Rendezvous: only the networks of a region that goes have to move.
      const left = some.filter((region) => region === home || region < home);
      assert.equal(of(left), home);
    },
  ));
});

Deno.test("IPv6 networks have homes, too", () => {
  const six = board(
    { oca: "a", routes: [route("2000::/3", "transit")] },
    { oca: "b", region: "us", routes: [route("2000::/3", "transit")] },
  );
  const home = homeOf("2001:db8:1::1", six);
  assert.equal(home?.network, "2001:db8::/32");
  assert.equal(homeOf("2001:db8:ffff::2", six)?.region, home?.region);
});
