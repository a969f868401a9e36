import { filePath } from "@netops/pipelines/definition";
import type { CallPlace } from "@netops/pipelines";
import type { ConfigLayer, ConfigPath } from "../config/config_layer.ts";
import type { ConfigPlace } from "../config/config_problem.ts";
import type { PathFinding } from "../config/grammar_findings.ts";
import { findPlace } from "../config/layers.ts";
import { suggest } from "../suggest.ts";
import type { LintFinding } from "./lint_finding.ts";

/** Where the parts of a pipeline stand. */
export interface PipelinePlaces {
  /** The place of a value, or of its key. */
  find(path: ConfigPath, part: "key" | "value"): ConfigPlace;
}

/** A word that is not known, and those that are. */
type Stranger = {
  readonly stranger?: { readonly word: string; readonly known: readonly string[] };
};

/** Places in a YAML or JSON file, and in the files that it names; `named` has those by the path that names them. */
export function filePlaces(
  layer: ConfigLayer,
  { file, named = new Map() }: {
    readonly file: string;
    readonly named?: ReadonlyMap<string, ConfigLayer>;
  },
): PipelinePlaces {
  return {
    find: (path, part) => {
      const written = filePath(path);
      for (let length = written.length; length > 0; length--) {
        const other = named.get(JSON.stringify(written.slice(0, length)));
        if (other !== undefined) return findPlace([other], written.slice(length), part);
      }
      // In an empty file nothing has a place.
      return layer.value === undefined
        ? { source: file, line: 1, column: 1 }
        : findPlace([layer], written, part);
    },
  };
}

/** What is known of a script: its text, and where each stage was named. */
export interface ScriptText {
  /** As it is called in messages. */
  readonly file: string;
  readonly url: string;
  readonly text: string;
  readonly stages: ReadonlyMap<number, CallPlace>;
}

/** Places in code: the call that named a stage, else the top of the file. */
export function scriptPlaces(script: ScriptText): PipelinePlaces {
  return {
    find: ([part, at]) => {
      const call = part === "stages" ? script.stages.get(Number(at)) : undefined;
      return call === undefined
        ? { source: script.file, line: 1, column: 1 }
        : callPlace(call, script);
    },
  };
}

/** A place in code as messages tell it, with its line when it is one of this file. */
export function callPlace(
  { url, line, column }: CallPlace,
  script: Pick<ScriptText, "file" | "url" | "text">,
): ConfigPlace {
  if (url !== script.url) return { source: decodeURI(url.replace(/^file:\/\//, "")), line, column };
  const text = script.text.split(/\r?\n/)[line - 1];
  return { source: script.file, line, column, ...(text === undefined ? {} : { text }) };
}

/** Gives a finding its place, and a fix when it has none of its own. */
export function placeFinding(finding: PathFinding & Stranger, places: PipelinePlaces): LintFinding {
  const { path, part = "value", message, severity = "error", stranger } = finding;
  const fix = strangerFix(stranger, finding.fix);
  const place = places.find(path, part);
  return { severity, place, message, ...(fix === undefined ? {} : { fix }) };
}

/** How many known words are told when none is near. */
const MOST_TOLD = 12;

function strangerFix(stranger: Stranger["stranger"], fix: string | undefined): string | undefined {
  if (stranger === undefined) return fix;
  const { word, known } = stranger;
  const near = suggest(word, known);
  if (near.length > 0) return `did you mean "${near[0]}"?`;
  if (fix !== undefined) return fix;
  if (known.length === 0) return undefined;
  return known.length > MOST_TOLD ? undefined : `use one of ${known.join(", ")}`;
}
