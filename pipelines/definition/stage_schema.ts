import { MOST_REPLICAS } from "@netops/core";
import { z } from "zod";
import {
  comparisonSchema,
  duration,
  flag,
  judgingSchema,
  oneOf,
  pattern,
  questionSchema,
  scalarSchema,
  text,
  textMap,
  textOrReference,
  wholeNumber,
  windowSchema,
} from "./value_schema.ts";

const STAGE_NAME = pattern(
  /^[a-z][a-z0-9-]{0,39}$/,
  "at most 40 of a-z, 0-9 and -, a letter first",
);

const DEADLINE = duration("1s", "24h").optional().meta({
  description: "When it is ended if it still runs; 30m",
});
const READY = duration("0s", "168h").optional().meta({
  description: "How long a group may take until all of it is healthy; 2m",
});
const DRAIN = duration("0s", "168h").optional().meta({
  description: "How long what is under way may take before an old group is kept, not stopped; 1m",
});
const BAKE = duration("0s", "168h").optional().meta({
  description: "How long each share, or each look, is watched; 60s",
});
const DIR = text("a folder, relative to this file").optional().meta({
  description: "Where it runs, relative to this file; the folder of this file when left out",
});
const STATUS = wholeNumber(100, 599).optional();

const common = {
  name: STAGE_NAME.meta({
    description: "Its name, unique in the pipeline; outputs are STAGE.FIELD",
  }),
  needs: z.array(STAGE_NAME, { error: "a list of stages" }).optional().meta({
    description:
      "Stages that must be complete first; the one written before it when left out, none with []",
  }),
  onFailure: oneOf("halt", "haltBranch", "haltBranchThenFail", "ignore").optional().meta({
    description: "What its failure does: halt (default) ends everything, ignore goes on",
  }),
  when: z.array(comparisonSchema, { error: "a list of comparisons" }).optional().meta({
    description: "The stage is skipped unless all of these hold",
  }),
  window: windowSchema.optional().meta({ description: "It waits until it may start" }),
  timeout: duration("0s", "168h").optional().meta({
    description: "The stage fails when it takes longer",
  }),
};

const group = textOrReference("a server group").meta({ description: "Which server group" });

const bakeSource = z.union([
  text("a folder, or git:REF").regex(/^(?!git:\s*$)/, { error: "a folder, or git:REF" }),
  z.strictObject({
    dir: text("a folder, relative to this file").meta({ description: "The folder as it is now" }),
  }, { error: "a map with dir" }),
  z.strictObject({
    git: text("a commit, branch or tag").meta({ description: "A commit, branch or tag" }),
    repo: text("a folder, relative to this file").optional().meta({
      description: "A folder inside the repository; the folder of this file when left out",
    }),
    dir: text("a folder below the root of the repository").optional().meta({
      description: "The service's folder below the root of the repository; its own when left out",
    }),
  }, { error: "a map of git, repo and dir" }),
], { error: "a folder, git:REF, or a map with dir or git" });

const command = z.union([
  text("a command"),
  z.array(z.string({ error: 'text (numbers in quotes: "5")' }), { error: "a list of words" }).min(
    1,
    { error: "a list of words" },
  ),
], { error: "a command such as [npm, test] or one string" });

/** Each type of stage as it is written. */
export const STAGE_SCHEMAS = {
  bake: z.strictObject({
    ...{ ...common, type: z.literal("bake") },
    from: bakeSource.meta({ description: "A folder, or git:REF" }),
  }),
  run: z.strictObject({
    ...{ ...common, type: z.literal("run") },
    command: command.meta({
      description: "A program and its words; one string runs under a shell. Exit 0 is success",
    }),
    dir: DIR,
    env: textMap("variables").optional().meta({ description: "Variables it gets" }),
    deadline: DEADLINE,
  }),
  deploy: z.strictObject({
    ...{ ...common, type: z.literal("deploy") },
    artifact: textOrReference("an artifact").optional().meta({
      description: "What to run, such as {output: bake.artifact}; what serves now when left out",
    }),
    strategy: oneOf("none", "redblack", "rolling", "highlander", "canary", "monitored").meta({
      description: "How traffic moves",
    }),
    replicas: wholeNumber(1, MOST_REPLICAS).optional().meta({
      description: "How many instances; as many as serve now when left out",
    }),
    steps: z.array(
      z.number({ error: "a share in percent, above 0 and below 100" })
        .gt(0, { error: "a share in percent, above 0 and below 100" })
        .lt(100, { error: "a share in percent, above 0 and below 100" }),
      { error: "a list of shares such as [5, 25, 50]" },
    ).optional().meta({
      description: "Shares of the requests in percent, one after another; [5, 25, 50]",
    }),
    bake: BAKE,
    ready: READY,
    drain: DRAIN,
    watch: duration("0s", "168h").optional().meta({
      description: "How long the new group is watched after it has all requests; 10s",
    }),
    stopsOld: flag().optional().meta({
      description: "true: ends the old group instead of keeping it for an instant rollback",
    }),
    mostDropped: z.int({ error: "a whole number" }).min(0, { error: "a whole number, 0 or more" })
      .optional().meta({ description: "More dropped requests take the release back; 0" }),
    judging: judgingSchema.optional().meta({ description: "How it is watched and judged" }),
  }),
  canary: z.strictObject({
    ...{ ...common, type: z.literal("canary") },
    baseline: textOrReference("a server group").meta({
      description: "The group of the old version",
    }),
    canary: textOrReference("a server group").meta({ description: "The group of the new version" }),
    bake: BAKE,
    looks: wholeNumber(1, 50).optional().meta({ description: "How often it is judged; 1" }),
    judging: judgingSchema.optional().meta({ description: "How it is watched and judged" }),
  }),
  resize: z.strictObject({
    ...{ ...common, type: z.literal("resize"), group },
    replicas: wholeNumber(0, MOST_REPLICAS).meta({ description: "How many instances" }),
  }),
  enable: z.strictObject({ ...common, type: z.literal("enable"), group }),
  disable: z.strictObject({ ...common, type: z.literal("disable"), group }),
  destroy: z.strictObject({ ...common, type: z.literal("destroy"), group }),
  rollback: z.strictObject({
    ...{ ...common, type: z.literal("rollback") },
    to: textOrReference("a server group, or its version").optional().meta({
      description: "The group, or its version, to go back to; what served before when left out",
    }),
    ready: READY,
    drain: DRAIN,
  }),
  approve: z.strictObject({
    ...{ ...common, type: z.literal("approve") },
    message: text("text").max(500, { error: "text of at most 500 letters" }).optional().meta({
      description: "What is asked; Go on?",
    }),
    roles: z.array(text("a role"), { error: "a list of roles" }).optional().meta({
      description: "Who may answer; anybody when left out",
    }),
    expires: duration("0s", "168h").optional().meta({
      description: "How long an answer is waited for; 72h",
    }),
    otherwise: oneOf("approve", "reject").optional().meta({
      description: "What counts when nobody answers in time; reject",
    }),
  }),
  wait: z.strictObject({
    ...{ ...common, type: z.literal("wait") },
    duration: duration("0s", "168h").meta({ description: "How long" }),
  }),
  until: z.strictObject({
    ...{ ...common, type: z.literal("until") },
    question: questionSchema.meta({ description: "What is asked until it is as it should be" }),
    every: duration("100ms", "168h").optional().meta({ description: "Time between; 1s" }),
    until: duration("0s", "168h").optional().meta({ description: "When it is given up; 5m" }),
  }),
  assert: z.strictObject({
    ...{ ...common, type: z.literal("assert") },
    that: z.array(comparisonSchema, { error: "a list of comparisons" }).optional().meta({
      description: "All of these must hold",
    }),
    questions: z.array(questionSchema, { error: "a list of questions" }).optional().meta({
      description: "All of these must be as they should be",
    }),
  }),
  http: z.strictObject({
    ...{ ...common, type: z.literal("http") },
    method: oneOf("GET", "POST", "PUT", "PATCH", "DELETE").optional().meta({
      description: "GET when left out",
    }),
    url: textOrReference("an address").meta({ description: "Where it goes" }),
    headers: textMap("headers").optional().meta({ description: "Headers" }),
    body: z.unknown().optional().meta({ description: "Text as it is; anything else as JSON" }),
    status: STATUS.meta({ description: "The status that is wanted; any below 400 when left out" }),
    retries: wholeNumber(0, 20).optional().meta({
      description: "Tries after an answer of 500 or above, or none; 3",
    }),
  }),
  pipeline: z.strictObject({
    ...{ ...common, type: z.literal("pipeline") },
    pipeline: text("the name of a stored pipeline").meta({
      description: "The name of a stored pipeline; its end is the end of this stage",
    }),
    parameters: z.record(z.string(), scalarSchema, { error: "a map of parameters" }).optional()
      .meta({ description: "What it is started with" }),
  }),
  chaos: z.strictObject({
    ...{ ...common, type: z.literal("chaos") },
    experiment: text("a name of the gallery, or a file").meta({
      description: "A name of the gallery (netops chaos gallery), or a file such as ./slow.yaml",
    }),
    targets: z.array(textOrReference("a target"), { error: "a list of targets" }).optional().meta({
      description: "It runs once for each, with the variable target",
    }),
    variables: z.record(z.string(), scalarSchema, { error: "a map of variables" }).optional().meta({
      description: "Values that the experiment gets",
    }),
    deadline: DEADLINE,
  }),
  load: z.strictObject({
    ...{ ...common, type: z.literal("load") },
    script: text("a preset of netops load, or a file").meta({
      description:
        "A preset (netops load presets), or a script of k6 such as ./shop.ts; its thresholds decide",
    }),
    rate: z.number({ error: "a number" }).positive("more than 0").max(100_000).optional().meta({
      description: "Starts per second; what the preset or the script says when left out",
    }),
    duration: duration("1s", "24h").optional().meta({ description: "How long sessions start" }),
    thresholds: z.array(text("a threshold"), { error: "a list of thresholds" }).max(50).optional()
      .meta({
        description: "Such as startup_ms:p(95)<500, in place of the default on that metric",
      }),
    dir: DIR,
    env: textMap("variables").optional().meta({ description: "Variables it gets" }),
    deadline: DEADLINE,
  }),
} as const;
