import assert from "node:assert/strict";
import { NetopsError } from "../errors/netops_error.ts";
import { RecordingLogger } from "../testing/recording.ts";
import { createApp } from "./create_app.ts";

Deno.test("createApp() answers unknown paths and thrown errors as problems, and logs bugs only", async () => {
  const logger = new RecordingLogger();
  const app = createApp(logger);
  app.get("/refused", () => {
    throw new NetopsError("REFUSED", "Cannot do that");
  });
  app.get("/bug", () => {
    throw new Error("oops");
  });
  const ask = async (path: string) => {
    const response = await app.request(path);
    return [response.status, await response.json()] as const;
  };
  const [missing, problem] = await ask("/nowhere");
  assert.equal(missing, 404);
  assert.equal(problem.detail, "Cannot find GET /nowhere");
  assert.equal((await ask("/refused"))[0], 403);
  assert.equal(logger.lines.length, 0);
  const [status, bug] = await ask("/bug");
  assert.equal(status, 500);
  assert.ok(!JSON.stringify(bug).includes("create_app_test"));
  assert.equal(logger.lines[0]?.message, "oops");
  assert.match(String(logger.lines[0]?.fields["cause"]), /create_app_test/);
});
