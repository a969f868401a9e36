import assert from "node:assert/strict";
import { formatOpsTicket, parseOpsTicket } from "./ops_ticket.ts";

const TICKET = { expiresAtMs: 1_700_000_060_000, nonce: "0123456789abcdef" };

Deno.test("parseOpsTicket() reads back a ticket of the same token in time", async () => {
  const text = await formatOpsTicket("token", TICKET);
  assert.deepEqual(await parseOpsTicket("token", text, TICKET.expiresAtMs - 1), TICKET);
});

Deno.test("parseOpsTicket() refuses another token, a changed ticket and one past its time", async () => {
  const text = await formatOpsTicket("token", TICKET);
  const longer = text.replace("1700000060000", "1700000960000");
  assert.equal(await parseOpsTicket("other", text, 0), undefined);
  assert.equal(await parseOpsTicket("token", longer, 0), undefined);
  assert.equal(await parseOpsTicket("token", text, TICKET.expiresAtMs), undefined);
  assert.equal(await parseOpsTicket("token", "", 0), undefined);
});
