import { NetopsError, sha256Hex, type Timer } from "@netops/core";
import type { JobView } from "@netops/core/contracts";
import type { DeliveryPlatform } from "../ports/delivery_platform.ts";

/** What adding a line works with. */
export interface AppendParts {
  readonly platform: Pick<DeliveryPlatform, "startJob" | "job">;
  readonly timer: Timer;
}

const LOOK_MS = 200;
const DEADLINE_MS = 15_000;

/**
 * Adds a line to a file of the user, as a job with the user's rights: a conductor may write to its own folder
 * only. The same line is added once.
 *
 * @throws {NetopsError} UPSTREAM_FAILED when it could not be written, or what fleet says
 */
export async function appendByJob(
  path: string,
  line: string,
  { platform, timer }: AppendParts,
): Promise<void> {
  const { id } = await platform.startJob({
    ...{ name: "notice", dir: "/", detached: true, deadlineMs: DEADLINE_MS },
    command: ["/bin/sh", "-c", 'printf "%s" "$LINE" >> "$FILE"'],
    env: { LINE: line, FILE: path },
    key: `notice/${sha256Hex(`${path}\n${line}`)}`,
  });
  let job: JobView | undefined = await platform.job(id);
  while (job?.status === "running") {
    await timer.sleep(LOOK_MS);
    job = await platform.job(id);
  }
  if (job?.status === "succeeded") return;
  throw new NetopsError("UPSTREAM_FAILED", `Cannot add a line to ${path}`, {
    fix: `look whether ${path} can be written`,
  });
}
