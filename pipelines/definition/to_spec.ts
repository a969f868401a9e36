import { parseDurationMs } from "@netops/core";
import type { BakeSource, PipelineSpecInput } from "@netops/core/contracts";
import { FILE_KEYS } from "./file_keys.ts";
import type { BakeFile, PipelineFile, StageFile } from "./pipeline_schema.ts";

type StageInput = PipelineSpecInput["stages"][number];

/** What a file cannot know itself. */
export interface DraftOptions {
  /** Its name when it has none of its own. */
  readonly name: string;
}

/**
 * Brings what was written into the inside form: times in ms, sources of bakes spelt out, and every stage
 * with its needs, which are the stage written before it when it names none.
 *
 * Folders, scripts and experiments stand there as they were written: {@linkcode absolutePaths} and whoever
 * reads files go on from there. A canary configuration must have been read before.
 */
export function toDraft(file: PipelineFile, { name }: DraftOptions): PipelineSpecInput {
  const { stages, triggers, ...rest } = file;
  const draft = {
    ...{ name, ...rest },
    ...(triggers === undefined ? {} : { triggers: triggers.map(toTrigger) }),
    stages: stages.map((stage, at) => toStage(stage, stages[at - 1])),
  };
  // The grammar of files is at least as strict as the contract; property tests hold them together.
  return draft as PipelineSpecInput;
}

/** Brings a trigger into the inside form. */
export function toTrigger(trigger: NonNullable<PipelineFile["triggers"]>[number]): unknown {
  return trigger.type === "git" ? { repo: ".", ...renamed(trigger) } : trigger;
}

/** Brings a stage into the inside form; `before` is the one that stands before it. */
export function toStage(
  stage: StageFile,
  before: { readonly name: string } | undefined,
): StageInput {
  const needs = stage.needs ?? (before === undefined ? [] : [before.name]);
  return { ...renamed(stage), ...ownKeys(stage), needs } as StageInput;
}

/** What becomes of keys that only one type of stage has. */
function ownKeys(stage: StageFile): Record<string, unknown> {
  if (stage.type === "bake") return { from: toBakeSource(stage.from) };
  if (stage.type === "run") {
    return { dir: ".", ...defined(stage), command: toCommand(stage.command) };
  }
  if (stage.type === "load") return { dir: ".", ...defined(stage) };
  if ((stage.type === "deploy" || stage.type === "canary") && stage.judging !== undefined) {
    return { judging: renamed(stage.judging) };
  }
  return {};
}

function defined({ dir }: { readonly dir?: string | undefined }): { readonly dir?: string } {
  return dir === undefined ? {} : { dir };
}

/** A string is for a shell, a list is run as it is. */
function toCommand(command: string | readonly string[]): readonly string[] {
  return typeof command === "string" ? ["sh", "-c", command] : command;
}

const GIT = "git:";

/** Spells out where a bake is from: `./v2`, `git:REF`, or a map. */
export function toBakeSource(from: BakeFile): BakeSource {
  if (typeof from === "string") {
    if (!from.startsWith(GIT)) return { kind: "dir", dir: from };
    return { kind: "git", repo: ".", ref: from.slice(GIT.length).trim() };
  }
  // Code that nobody checked may say anything here; the contract refuses it with its name.
  if (typeof from !== "object" || from === null) return from;
  if (!("git" in from)) return { kind: "dir", dir: from.dir };
  const { git: ref, repo = ".", dir } = from;
  return { kind: "git", repo, ref, ...(dir === undefined ? {} : { dir }) };
}

const INSIDE_KEYS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(FILE_KEYS).map(([inside, written]) => [written, inside]),
);

/** The keys of one map under their inside names, durations as ms. */
function renamed(map: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(map).filter(([, value]) => value !== undefined).map(([key, value]) => {
      const inside = Object.hasOwn(INSIDE_KEYS, key) ? INSIDE_KEYS[key]! : key;
      return [inside, inside.endsWith("Ms") && inside !== key ? toMs(value) : value];
    }),
  );
}

function toMs(value: unknown): unknown {
  return typeof value === "string" ? parseDurationMs(value) : value;
}

/** What {@linkcode absolutePaths} works with. */
export interface PathOptions {
  /** Makes a path absolute, from the folder of the file on. */
  readonly resolve: (path: string) => string;
}

/** Makes the folders, scripts and files of a draft absolute. */
export function absolutePaths(
  draft: PipelineSpecInput,
  { resolve }: PathOptions,
): PipelineSpecInput {
  return {
    ...draft,
    ...(draft.triggers === undefined ? {} : {
      triggers: draft.triggers.map((trigger) =>
        trigger.type === "git" ? { ...trigger, repo: resolve(trigger.repo) } : trigger
      ),
    }),
    ...(draft.notifications === undefined ? {} : {
      notifications: draft.notifications.map((notification) => {
        const { to } = notification;
        return to.kind === "file"
          ? { ...notification, to: { ...to, path: resolve(to.path) } }
          : notification;
      }),
    }),
    stages: draft.stages.map((stage) => absoluteStage(stage, resolve)),
  };
}

function absoluteStage(stage: StageInput, resolve: (path: string) => string): StageInput {
  if (stage.type === "run") return { ...stage, dir: resolve(stage.dir) };
  if (stage.type === "load") {
    const { script } = stage;
    return {
      ...stage,
      dir: resolve(stage.dir),
      script: isPreset(script) ? script : resolve(script),
    };
  }
  if (stage.type !== "bake") return stage;
  const { from } = stage;
  return {
    ...stage,
    from: from.kind === "dir"
      ? { ...from, dir: resolve(from.dir) }
      : { ...from, repo: resolve(from.repo) },
  };
}

/** The name of a pipeline that is written in a file of this name; undefined when none can be made of it. */
export function nameOfFile(file: string): string | undefined {
  const base = file.split("/").at(-1)?.replace(/\.[a-z0-9]+$/i, "") ?? "";
  const name = base.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-").replace(/^[^a-z]+/, "")
    .replace(/-+$/, "").slice(0, 60);
  return name === "" ? undefined : name;
}

/** Whether an experiment is named by its file, not by its name in the gallery. */
export function isExperimentFile(experiment: string): boolean {
  return /^\.{0,2}\//.test(experiment) || /^[^\n]+\.(ya?ml|json)$/.test(experiment);
}

/** A preset is one word; a file has a dot or a slash. */
export function isPreset(script: string): boolean {
  return /^[a-z][a-z0-9-]*$/.test(script);
}
