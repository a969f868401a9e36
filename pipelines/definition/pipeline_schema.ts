import { z } from "zod";
import { STAGE_SCHEMAS } from "./stage_schema.ts";
import { duration, oneOf, pattern, text, windowSchema } from "./value_schema.ts";

const NAME = /^[a-z][a-z0-9-]{0,59}$/;

/** One stage; its type says which keys it has. */
export const stageSchema = z.discriminatedUnion("type", [
  ...[STAGE_SCHEMAS.bake, STAGE_SCHEMAS.run, STAGE_SCHEMAS.deploy, STAGE_SCHEMAS.canary] as const,
  ...[STAGE_SCHEMAS.resize, STAGE_SCHEMAS.enable, STAGE_SCHEMAS.disable] as const,
  ...[STAGE_SCHEMAS.destroy, STAGE_SCHEMAS.rollback, STAGE_SCHEMAS.approve] as const,
  ...[STAGE_SCHEMAS.wait, STAGE_SCHEMAS.until, STAGE_SCHEMAS.assert, STAGE_SCHEMAS.http] as const,
  ...[STAGE_SCHEMAS.pipeline, STAGE_SCHEMAS.chaos, STAGE_SCHEMAS.load] as const,
], { error: `a stage; its type is one of ${Object.keys(STAGE_SCHEMAS).join(", ")}` });

const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: "text, a number, true or false",
});

const parameterSchema = z.strictObject({
  name: pattern(/^[a-z][a-zA-Z0-9]{0,39}$/, "a name such as replicas: letters and digits").meta({
    description: "Its name; {parameter: NAME} stands for its value",
  }),
  type: oneOf("string", "number", "boolean").optional().meta({
    description: "string when left out",
  }),
  description: text("text").optional().meta({ description: "What it is for" }),
  default: scalar.optional().meta({ description: "Its value when none is given" }),
  options: z.array(z.union([z.string(), z.number()], { error: "text or a number" }), {
    error: "a list of values",
  }).optional().meta({ description: "The only values that it takes" }),
}, { error: "a map of name, type, description, default and options" });

const triggerSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("cron"),
    schedule: text('five fields such as "0 9 * * 1-5"').meta({
      description: 'Minute, hour, day, month and day of the week, such as "0 9 * * 1-5"',
    }),
    timeZone: text("an IANA name such as Europe/Berlin").meta({
      description: "By whose clock: an IANA name; there is no default",
    }),
  }),
  z.strictObject({
    type: z.literal("git"),
    repo: text("a folder, relative to this file").optional().meta({
      description: "A folder of a local repository; the folder of this file when left out",
    }),
    ref: text("a branch or tag").meta({
      description: "A branch or tag: it starts when that points somewhere else",
    }),
    every: duration("1s", "168h").optional().meta({ description: "How often it looks; 5s" }),
  }),
], { error: "a trigger; its type is cron or git" });

const notificationSchema = z.strictObject({
  on: z.array(oneOf("started", "succeeded", "failed", "approval"), {
    error: "a list of started, succeeded, failed and approval",
  }).min(1, { error: "a list of started, succeeded, failed and approval" }).meta({
    description: "What is told",
  }),
  to: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("webhook"),
      url: pattern(/^https?:\/\/\S+$/, "an address such as http://127.0.0.1:9000/hook").meta({
        description: "Where a POST goes",
      }),
      secretEnv: text("the name of a variable").optional().meta({
        description: "The variable of netops up that holds the key of the signature",
      }),
    }),
    z.strictObject({
      kind: z.literal("file"),
      path: text("a file, relative to this file").meta({
        description: "A file that gets a line of JSON each time, relative to this one",
      }),
    }),
    z.strictObject({ kind: z.literal("terminal") }),
  ], { error: "a map; its kind is webhook, file or terminal" }).meta({
    description: "Who is told",
  }),
}, { error: "a map of on and to" });

/** The grammar of a pipeline file; what is left out has the default of the inside form. */
export const pipelineFileSchema = z.strictObject({
  name: pattern(NAME, "at most 60 of a-z, 0-9 and -, a letter first").optional().meta({
    description: "Its name; that of the file when left out",
  }),
  app: pattern(/^[a-z][a-z0-9]{0,31}$/, "the name of an app").meta({
    description: "The app that it changes; one execution of it at a time",
  }),
  description: text("text").optional().meta({ description: "What it is for" }),
  parameters: z.array(parameterSchema, { error: "a list of parameters" }).optional().meta({
    description: "Values that whoever starts it gives",
  }),
  triggers: z.array(triggerSchema, { error: "a list of triggers" }).optional().meta({
    description: "What starts it by itself",
  }),
  window: windowSchema.optional().meta({ description: "It waits until it may start" }),
  notifications: z.array(notificationSchema, { error: "a list of notifications" }).optional().meta({
    description: "Who is told what happens",
  }),
  concurrency: oneOf("reject", "queue", "replace").optional().meta({
    description: "What becomes of it while another execution of the app runs; reject",
  }),
  stages: z.array(stageSchema, { error: "a list of stages" })
    .min(1, { error: "a list of at least one stage" })
    .max(100, { error: "a list of at most 100 stages" }).meta({
      description: "What happens, one after another unless needs says otherwise",
    }),
}, { error: "a map with app and stages" });

/** A pipeline as it is written in YAML or JSON. */
export type PipelineFile = z.output<typeof pipelineFileSchema>;
/** One stage of it. */
export type StageFile = z.output<typeof stageSchema>;
/** Where a bake is from, as it is written. */
export type BakeFile = Extract<StageFile, { readonly type: "bake" }>["from"];

/** The JSON Schema of a pipeline file, as editors want it; committed as `docs/pipeline.schema.json`. */
export function pipelineJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(pipelineFileSchema, { io: "input", reused: "ref" }),
    title: "A pipeline of netops",
    description: "What `netops deploy run FILE` carries out, stage by stage",
  };
}
