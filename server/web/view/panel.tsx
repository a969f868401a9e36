/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from "preact";
import type { Send } from "./page_message.ts";

/** A command that says the same in a terminal, and a button that copies it. */
export function Command(
  props: { readonly text: string; readonly copied: string; readonly send: Send },
): VNode {
  return (
    <span class="command">
      <code>{props.text}</code>
      <button
        type="button"
        class="quiet js-only"
        data-copy={props.text}
        aria-label={`Copy command ${props.text}`}
        onClick={() => props.send({ type: "copied", text: props.text })}
      >
        {props.copied === props.text ? "Copied" : "Copy"}
      </button>
    </span>
  );
}

/** A titled part of the page with the command that shows the same in a terminal. */
export function Panel(props: {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly filter?: VNode;
  readonly command?: VNode;
  readonly class?: string;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <section class={`panel ${props.class ?? ""}`} aria-labelledby={props.id}>
      <header class="panel-head">
        <h2 id={props.id}>{props.title}</h2>
        {props.note === undefined ? null : <p class="note">{props.note}</p>}
        {props.filter}
        {props.command}
      </header>
      {props.children}
    </section>
  );
}
