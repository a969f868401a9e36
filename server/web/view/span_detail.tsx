/** @jsxImportSource preact */
import type { VNode } from "preact";
import { formatClockMs, formatMs } from "./format.ts";
import { Panel } from "./panel.tsx";
import { plainText } from "./plain_text.ts";
import { StatusMark } from "./status_mark.tsx";
import { logsUrl } from "./view_url.ts";
import type { WaterfallRow } from "./waterfall.ts";

const RESOURCE = "resource.";

/** One span in full: when, how long, who, and all attributes, those of its process apart. */
export function SpanDetail({ row }: { readonly row: WaterfallRow }): VNode {
  const { span } = row;
  const all = Object.entries(span.attributes).sort(([left], [right]) => left < right ? -1 : 1);
  const own = all.filter(([name]) => !name.startsWith(RESOURCE));
  const resource = all.filter(([name]) => name.startsWith(RESOURCE));
  return (
    <Panel id="span" class="span-detail" title="Span">
      <dl class="facts">
        <dt>Operation</dt>
        <dd>{plainText(span.name)}</dd>
        <dt>Status</dt>
        <dd>
          <StatusMark
            verdict={span.status === "error"
              ? { tone: "bad", word: "error" }
              : { tone: "ok", word: span.status === "ok" ? "ok" : "no error" }}
          />
        </dd>
        <dt>Kind</dt>
        <dd>{span.kind}</dd>
        <dt>Service</dt>
        <dd>{plainText(span.service)}</dd>
        <dt>Instance</dt>
        <dd>
          <a class="id" href={logsUrl(span.service, span.instance)} data-nav>
            {plainText(span.instance)}
          </a>
        </dd>
        <dt>Began</dt>
        <dd>{formatClockMs(span.startMs)}</dd>
        <dt>Duration</dt>
        <dd>{formatMs(span.durationMs)}, own {formatMs(row.ownMs)}</dd>
        <dt>Span id</dt>
        <dd class="id">{plainText(span.spanId)}</dd>
        {row.isOrphan
          ? (
            <>
              <dt>Parent</dt>
              <dd>not known: {plainText(span.parentId ?? "")}</dd>
            </>
          )
          : null}
      </dl>
      <Attributes title="Attributes" rows={own} />
      <Attributes title="Process" rows={resource} />
    </Panel>
  );
}

function Attributes(
  { title, rows }: {
    readonly title: string;
    readonly rows: readonly (readonly [string, string | number | boolean])[];
  },
): VNode | null {
  if (rows.length === 0) return null;
  return (
    <>
      <h3 class="sub">{title}</h3>
      <dl class="facts attributes">
        {rows.map(([name, value]) => (
          <>
            <dt key={`${name} name`}>
              {plainText(name.startsWith(RESOURCE) ? name.slice(RESOURCE.length) : name)}
            </dt>
            <dd key={name} class="id">{plainText(String(value))}</dd>
          </>
        ))}
      </dl>
    </>
  );
}
