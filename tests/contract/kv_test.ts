import { oracleTest } from "../../tools/oracle.ts";
import { databaseToken } from "@netops/core";
import { startDenokv } from "../harness/start_denokv.ts";
import { startService } from "../harness/start_service.ts";
import { openKvWithToken } from "../harness/open_kv.ts";
import { runKvContract } from "./kv_contract.ts";

const QUEUES_ARE_LOCAL = {
  reason: "a local database has queues",
  laws: ["a queue message is refused, as no client could listen to it"],
};
const HALF_COMMITS = {
  reason: "what came before the refused mutation stays (denokv_sqlite 0.14 has no savepoint)",
  laws: ["a refused mutation undoes the mutations before it"],
};
const LAZY_EXPIRY = {
  reason: "expired keys stay until a sweep",
  laws: ["a key with an expiry time is gone soon after it"],
};

Deno.test("KvStore contract: Deno's own database in memory", async (context) => {
  await runKvContract(context, {
    open: () => Deno.openKv(":memory:"),
    handles: "one",
    skip: [QUEUES_ARE_LOCAL, LAZY_EXPIRY, HALF_COMMITS],
  });
});

Deno.test("KvStore contract: our kv process", async (context) => {
  await using kv = await startService({ entry: "server/kv/main.ts" });
  const token = databaseToken(kv.boot.token, "contract");
  await runKvContract(context, {
    open: () => openKvWithToken(`${kv.url}/contract`, token),
    handles: "many",
    skip: [],
  });
});

oracleTest("denokv", "KvStore contract: denokv 0.14.0", async ({ path }, _rest, context) => {
  await using denokv = await startDenokv(path);
  await runKvContract(context, {
    open: () => openKvWithToken(denokv.url, denokv.token),
    handles: "many",
    skip: [
      LAZY_EXPIRY,
      { reason: "denokv takes 10 checks", laws: ["100 checks are taken, 101 are refused"] },
      HALF_COMMITS,
      {
        reason: "denokv 0.14 cannot read V8 values of header version 16, which Deno 2.9 sends",
        laws: ["sum adds plain numbers to numbers and bigints to bigints"],
      },
    ],
  });
});
