/** @jsxImportSource preact */
import type { FaultKindView } from "@netops/core/contracts";
import type { VNode } from "preact";
import type { OpsSnapshot } from "../../ops_snapshot.ts";
import { Command, Panel } from "../panel.tsx";
import { plainText } from "../plain_text.ts";
import { chaosUrl } from "../view_url.ts";
import type { ChaosProps } from "./chaos_props.ts";
import { chaosCommand } from "./chaos_words.ts";
import { PlanResult } from "./plan_result.tsx";
import { type ParamField, paramFields } from "./param_fields.ts";
import { PARAM_PREFIX, readWish } from "./read_wish.ts";

interface InjectProps extends ChaosProps {
  readonly kind: FaultKindView;
}

const USUAL_S = 30;

/** What a kind does, and the form that injects it: first a dry run, then the button. */
export function InjectPanel({ kind, state, send }: InjectProps): VNode {
  const targets = targetsOf(kind, state.snapshot);
  const usual = { kind: kind.kind, target: targets[0]?.names[0] ?? "NAME", parameters: {} };
  const command = chaosCommand({
    verb: "inject",
    wish: { ...usual, durationMs: USUAL_S * 1_000 },
  });
  return (
    <Panel
      id="inject"
      title={`Inject ${kind.kind}`}
      command={<Command text={command} copied={state.copied} send={send} />}
    >
      <div class="prose-pad">
        <p>
          {sentence(kind.summary)} Undo: {plainText(kind.undo)}.
        </p>
        {kind.needsRestart ? <p>Its targets are started anew for it.</p> : null}
        <p class="back">
          <a href={chaosUrl("kinds")} data-nav>Choose another kind</a>
        </p>
      </div>
      {state.canAct ? <InjectForm kind={kind} state={state} send={send} /> : (
        <p class="foot">
          This page is read-only. Inject it in a terminal, or open the page with{" "}
          <code>netops open</code>.
        </p>
      )}
      {state.canAct ? <PlanResult kind={kind} state={state} send={send} /> : null}
    </Panel>
  );
}

function sentence(text: string): string {
  return plainText(`${text.charAt(0).toUpperCase()}${text.slice(1)}.`);
}

function InjectForm({ kind, state, send }: InjectProps): VNode {
  const fields = paramFields(kind);
  const match = fields.filter(({ isMatch }) => isMatch);
  const isStopped = state.snapshot.head.chaos?.lever === "stopped";
  return (
    <form
      class="inject"
      onInput={() => {
        if (state.plan !== undefined) send({ type: "plan-over" });
      }}
      onSubmit={(event) => {
        event.preventDefault();
        const typed = new Map(
          [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]),
        );
        send({ type: "act", action: { verb: "plan", wish: readWish(kind, typed) } });
      }}
    >
      <label>
        Target
        <select name="target" required>
          {targetsOf(kind, state.snapshot).map(({ group, names }) => (
            <optgroup key={group} label={group}>
              {names.map((name) => <option key={name} value={name}>{name}</option>)}
            </optgroup>
          ))}
        </select>
      </label>
      <NumberField name="count" label="instances (one if empty)" min={1} max={10_000} step="1" />
      <NumberField name="percent" label="or percent of them" min={0} max={100} step="any" />
      <NumberField
        name="seconds"
        label="for, seconds"
        min={0.1}
        max={86_400}
        step="any"
        initial={String(USUAL_S)}
      />
      {fields.filter(({ isMatch }) => !isMatch).map((field) => (
        <ParamInput key={field.name} field={field} />
      ))}
      {match.length === 0 ? null : (
        <details class="inject-more">
          <summary>Only some requests</summary>
          <div class="inject-fields">
            {match.map((field) => <ParamInput key={field.name} field={field} />)}
          </div>
        </details>
      )}
      <label class="check">
        <input type="checkbox" name="ignoreSlo" value="yes" />
        also while an objective burns
      </label>
      <button type="submit" disabled={isStopped || state.plan?.isAsking === true}>
        Who would be hit?
      </button>
      {isStopped ? <span class="soft">Chaos is stopped: resume it first.</span> : null}
    </form>
  );
}

function ParamInput({ field }: { readonly field: ParamField }): VNode {
  const { name, label, type, initial, min, max, choices = [] } = field;
  const full = `${PARAM_PREFIX}${name}`;
  if (type === "integer" || type === "number") {
    const step = type === "integer" ? "1" : "any";
    return (
      <NumberField name={full} label={label} min={min} max={max} step={step} initial={initial} />
    );
  }
  if (type === "choice") {
    return (
      <label>
        {label}
        <select name={full}>
          {choices.map((one) => (
            <option key={one} value={one} selected={one === initial}>{one}</option>
          ))}
        </select>
      </label>
    );
  }
  if (type === "pair") {
    return (
      <>
        <label>
          {label} name
          <input name={full} type="text" />
        </label>
        <label>
          {label} value
          <input name={`${full}.value`} type="text" />
        </label>
      </>
    );
  }
  return (
    <label>
      {label}
      <input
        name={full}
        type="text"
        {...(initial === undefined ? {} : { defaultValue: initial })}
      />
    </label>
  );
}

function NumberField(props: {
  readonly name: string;
  readonly label: string;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly step: string;
  readonly initial?: string | undefined;
}): VNode {
  const { name, label, min, max, step, initial } = props;
  return (
    <label>
      {label}
      <input
        name={name}
        type="number"
        step={step}
        {...(min === undefined ? {} : { min })}
        {...(max === undefined ? {} : { max })}
        {
          // What is typed stays over redraws: a value would be put back every second.
          ...(initial === undefined ? {} : { defaultValue: initial, required: true })
        }
      />
    </label>
  );
}

/** What a kind can be aimed at here, by group. */
export function targetsOf(
  kind: Pick<FaultKindView, "targets">,
  { apps, instances }: Pick<OpsSnapshot, "apps" | "instances">,
): readonly { readonly group: string; readonly names: readonly string[] }[] {
  const tierOf = (app: string) => apps[app]?.tier ?? "ground";
  const own = (app: string) => tierOf(app) === "ground" ? 1 : 0;
  const names = Object.keys(apps).sort((one, other) =>
    own(one) - own(other) || one.localeCompare(other)
  );
  const rows = Object.values(instances);
  const ids = rows.toSorted((one, other) =>
    own(one.app) - own(other.app) || one.id.localeCompare(other.id)
  ).map(({ id }) => id);
  const zones = [...new Set(rows.map(({ zone }) => zone))].filter((zone) => zone !== "-").sort();
  const groups = [
    { word: "app", group: "Applications", names },
    { word: "instance", group: "Instances", names: ids },
    { word: "zone", group: "Zones", names: zones.map((zone) => `zone:${zone}`) },
  ];
  return groups.filter((one) => kind.targets.includes(one.word) && one.names.length > 0);
}
