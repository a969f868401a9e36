/** @jsxImportSource preact */
import type { VNode } from "preact";
import type { OpsAction } from "../action.ts";
import type { AppRow } from "../ops_snapshot.ts";
import type { Send } from "./page_message.ts";

/** The buttons of one application; each asks before it does something. */
export function AppActions(props: { readonly app: AppRow; readonly send: Send }): VNode {
  const { app, send } = props;
  const name = app.app;
  const ask = (action: OpsAction) => () => send({ type: "ask", action });
  if (app.desired === 0) {
    return (
      <span class="actions" role="group" aria-label={`Actions on ${name}`}>
        <button type="button" onClick={ask({ verb: "start", app: name })}>Start</button>
      </span>
    );
  }
  return (
    <span class="actions" role="group" aria-label={`Actions on ${name}`}>
      <button type="button" onClick={ask({ verb: "restart", app: name })}>Restart</button>
      <button
        type="button"
        aria-label={`Scale ${name} down to ${app.desired - 1}`}
        disabled={app.desired <= 1}
        onClick={ask({ verb: "scale", app: name, replicas: app.desired - 1 })}
      >
        −
      </button>
      <button
        type="button"
        aria-label={`Scale ${name} up to ${app.desired + 1}`}
        onClick={ask({ verb: "scale", app: name, replicas: app.desired + 1 })}
      >
        +
      </button>
      <button type="button" onClick={ask({ verb: "stop", app: name })}>Stop</button>
    </span>
  );
}
