import assert from "node:assert/strict";
import { NetopsError } from "@netops/core";
import { UserWorld, withUser } from "./user_fixture.ts";

Deno.test(
  "what happened while the log was away is told when it is back, in order, and once",
  withUser(async (world) => {
    world.log.away = new NetopsError("UNREACHABLE", "Cannot reach events");
    const { account } = await world.signUp();
    await world.ask("POST", "/revoke", { account });
    world.clock.advance(1);
    await world.ask("DELETE", "/me", { account });
    assert.deepEqual(await world.told(), []);
    const warnings = world.logger.lines.filter(({ level }) => level === "warn");
    assert.equal(warnings.length, 1, "said once, not at each try");
    world.log.away = undefined;
    const types = (await world.told()).map(({ type }) => type);
    assert.deepEqual(types, ["created", "revoked", "erased"]);
    await world.outbox.flush();
    assert.equal((await world.told()).length, 3);
  }),
);

Deno.test(
  "an instance tells what another one could not before it died",
  withUser(async (world) => {
    world.log.away = new NetopsError("UNREACHABLE", "Cannot reach events");
    const { account } = await world.signUp();
    await world.outbox.flush();
    world.log.away = undefined;
    const two = new UserWorld(world.kv, { name: "two", of: world });
    assert.deepEqual((await two.told()).map((record) => record["account"]), [account]);
  }),
);
