/** @jsxImportSource preact */
import type { VNode } from "preact";
import { chaosCommand } from "./chaos/chaos_words.ts";
import type { AskedAction, PageState } from "./page_state.ts";
import type { Send } from "./page_message.ts";
import { OPS_TABS, tabKey, tabTitle } from "./view_url.ts";

const KEYS: readonly (readonly [string, string])[] = [
  ["/", "Go to the filter"],
  ...OPS_TABS.map((tab) => [`g ${tabKey(tab)}`, tabTitle(tab)] as const),
  ["x x", "Stop all chaos"],
  ["?", "This help"],
  ["Esc", "Close"],
];

/** The list of keys, and the switch that turns single keys off (WCAG 2.1.4). */
export function HelpDialog(
  { state, send }: { readonly state: PageState; readonly send: Send },
): VNode {
  return (
    <dialog
      id="help"
      aria-labelledby="help-title"
      data-open={state.isHelpOpen}
      onClose={() => send({ type: "help", isOpen: false })}
    >
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>{key.split(" ").map((one) => <kbd key={one}>{one}</kbd>)}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={state.hasShortcuts}
          onChange={(event) => send({ type: "shortcuts", isOn: event.currentTarget.checked })}
        />
        Single-key shortcuts
      </label>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

/** Asks before something is done to the running platform, and shows the command that does the same. */
export function ConfirmDialog(props: {
  readonly state: PageState;
  readonly send: Send;
}): VNode {
  const { asked } = props.state;
  return (
    <dialog
      id="confirm"
      aria-labelledby="confirm-title"
      data-open={asked !== undefined}
      onClose={() => props.send({ type: "ask", action: undefined })}
    >
      <h2 id="confirm-title">{asked === undefined ? "Nothing to do" : describeAction(asked)}</h2>
      {asked?.verb === "deploy" ? <p>{asked.means}</p> : null}
      {asked === undefined ? null : (
        <p>
          The same in a terminal: <code>{commandOf(asked)}</code>
        </p>
      )}
      <form method="dialog" class="buttons">
        <button type="submit" data-confirm={asked === undefined ? "" : asked.verb} class="strong">
          {asked === undefined ? "Close" : verbOf(asked)}
        </button>
        <button type="submit" value="cancel">Cancel</button>
      </form>
    </dialog>
  );
}

/** Puts an action as a question. */
export function describeAction(action: AskedAction): string {
  if (action.verb === "deploy") return action.title;
  if ("instance" in action) return `Restart instance ${action.instance}?`;
  if (action.verb === "run") return `Run the experiment ${action.name}?`;
  if (action.verb === "scale") return `Scale ${action.app} to ${action.replicas}?`;
  return `${verbOf(action)} ${action.app}?`;
}

/** The command that does the same. */
export function commandOf(action: AskedAction): string {
  if (action.verb === "deploy") return action.command;
  if ("instance" in action) return `netops restart ${action.instance}`;
  if (action.verb === "run") return chaosCommand(action);
  const count = action.verb === "scale" ? ` ${action.replicas}` : "";
  return `netops ${action.verb} ${action.app}${count}`;
}

function verbOf(action: AskedAction): string {
  if (action.verb === "deploy") return action.label;
  return action.verb.charAt(0).toUpperCase() + action.verb.slice(1);
}
