import { type LabelSet, METRIC_NAME } from "../../model/label_set.ts";
import { failExecution } from "../language/promql_error.ts";
import { labelsText } from "./labels_text.ts";
import type { Series } from "./series.ts";

const IDENTITY: ReadonlySet<string> = new Set(["instance", "job"]);

/** What `labelsAt` is asked for. */
export interface InfoRequest {
  readonly base: LabelSet;
  /** Labels to take; all when it is empty. */
  readonly wanted: ReadonlySet<string>;
}

/** Finds the info metrics of an instance and job at a step; of several the newest counts. */
export class InfoIndex {
  /** By instance and job, then by metric. */
  readonly #byIdentity = new Map<string, Map<string, Series[]>>();
  readonly #made = new Map<string, LabelSet>();

  /** Takes info metrics whose values are the times of their samples in seconds. */
  constructor(infos: readonly Series[], count: number) {
    for (const info of infos) {
      const identity = info.labels.keep(IDENTITY).key;
      const byName = this.#byIdentity.get(identity) ?? new Map<string, Series[]>();
      this.#byIdentity.set(identity, byName);
      const name = info.labels.get(METRIC_NAME);
      byName.set(name, [...byName.get(name) ?? [], info]);
    }
    for (const byName of this.#byIdentity.values()) {
      for (const list of byName.values()) refuseTwins(list, count);
    }
  }

  /** The labels of a series with those of its info metrics; undefined when it has none. */
  labelsAt(step: number, { base, wanted }: InfoRequest): LabelSet | undefined {
    const byName = this.#byIdentity.get(base.keep(IDENTITY).key);
    const found = [...byName?.values() ?? []].map((list) => newestAt(list, step))
      .filter((info) => info !== undefined);
    if (found.length === 0) return undefined;
    const key = [base, ...found.map(({ labels }) => labels)].map((labels) => labels.key).join("\0");
    const made = this.#made.get(key) ?? joined({ base, wanted }, found);
    this.#made.set(key, made);
    return made;
  }
}

function joined({ base, wanted }: InfoRequest, infos: readonly Series[]): LabelSet {
  const added: Record<string, string> = {};
  for (const { labels } of infos) {
    for (const [name, value] of labels.entries()) {
      if (name === METRIC_NAME || (wanted.size > 0 && !wanted.has(name))) continue;
      const known = Object.hasOwn(added, name) ? added[name] : undefined;
      if (known !== undefined && known !== value) failExecution(`conflicting label: ${name}`);
      if (base.get(name) === "") added[name] = value;
    }
  }
  return base.with(added);
}

function newestAt(list: readonly Series[], step: number): Series | undefined {
  let newest: Series | undefined;
  for (const info of list) {
    if (info.present[step] !== 1) continue;
    const time = info.values[step] as number;
    if (newest === undefined || time > (newest.values[step] as number)) newest = info;
  }
  return newest;
}

function refuseTwins(list: readonly Series[], count: number): void {
  for (let step = 0; step < count && list.length > 1; step++) {
    const newest = newestAt(list, step);
    const twin = list.find((info) =>
      info !== newest && info.present[step] === 1 && info.values[step] === newest?.values[step]
    );
    if (newest === undefined || twin === undefined) continue;
    const timeMs = Math.round((newest.values[step] as number) * 1000);
    const [existing, other] = [newest, twin].map(({ labels }) =>
      `${labelsText(labels)} @ ${timeMs}`
    );
    failExecution(`found duplicate series for info metric: existing ${existing}, new ${other}`);
  }
}
