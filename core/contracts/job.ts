import { z } from "zod";

/** Asks fleet to run a command as a process group with an owner and a deadline. */
export const JobRequest = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
  command: z.array(z.string()).min(1),
  dir: z.string(),
  env: z.record(z.string(), z.string()).default({}),
  /** The job is stopped this long after its start, whatever happens. */
  deadlineMs: z.int().positive().max(86_400_000),
  /** A detached job lives on when nobody follows it. */
  detached: z.boolean().default(false),
  /** Asked for twice with one key, it is started once. */
  key: z.string().min(1).max(200).optional(),
});

/** A job as fleet sees it. */
export const JobView = z.object({
  id: z.string(),
  name: z.string(),
  status: z.enum(["running", "succeeded", "failed", "stopped", "timed-out"]),
  pid: z.int().optional(),
  exitCode: z.int().optional(),
  startedAtMs: z.number(),
  endedAtMs: z.number().optional(),
  detached: z.boolean(),
  key: z.string().optional(),
});

/** One line of `GET /v1/jobs/<id>/follow` (application/jsonl). */
export const JobFollowLine = z.union([
  z.object({ type: z.literal("line"), stream: z.enum(["stdout", "stderr"]), text: z.string() }),
  z.object({ type: z.literal("end"), job: JobView }),
]);

export type JobRequest = z.infer<typeof JobRequest>;
export type JobView = z.infer<typeof JobView>;
export type JobFollowLine = z.infer<typeof JobFollowLine>;
