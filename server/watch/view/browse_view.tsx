/** @jsxImportSource preact */
import type { RowTitle } from "@netops/core/contracts";
import type { VNode } from "preact";
import { type BrowseRow, designBrowse, isContinueRow, isStarted } from "./browse_rows.ts";
import { FailureBox } from "./failure_box.tsx";
import { formatClock, formatDuration } from "./format.ts";
import { Icon } from "./icon.tsx";
import type { PageProps } from "./page_props.ts";
import { formatRoute } from "./route.ts";
import { TitleArt, titleClass } from "./title_art.tsx";
import { TitleCard } from "./title_card.tsx";

/** The start page: one title in front, rows below. */
export function BrowseView({ state, act }: PageProps): VNode {
  const { rows } = state.loads;
  if (rows.value === undefined) {
    return rows.failure === undefined ? <BrowseSkeleton /> : (
      <div class="page-middle">
        <h1 class="sr-only">Browse</h1>
        <FailureBox failure={rows.failure} onRetry={() => act.reload()} />
      </div>
    );
  }
  const design = designBrowse(rows.value.rows);
  if (design.hero === undefined) return <NothingYet />;
  return (
    <div class="browse">
      <h1 class="sr-only">Browse</h1>
      <Hero title={design.hero} />
      {rows.value.source === "shared" && (
        <p class="hint">
          <Icon name="info" />
          Recommendations are taking a break: these rows are the same for everybody.
        </p>
      )}
      {design.rows.map((row) => <Row key={row.id} row={row} />)}
      {design.guide.length > 0 && <Guide rows={design.guide} />}
    </div>
  );
}

function Hero({ title }: { readonly title: RowTitle }): VNode {
  const isBegun = isStarted(title);
  const at = title.positionMs ?? 0;
  return (
    <section class="hero" aria-labelledby="hero-title">
      <TitleArt title={title} />
      <div class="hero-text">
        <h2 id="hero-title" class={titleClass(title.title)}>{title.title}</h2>
        <p class="facts">
          {[title.year > 0 ? String(title.year) : "", formatDuration(title.durationMs)]
            .concat(title.genres.slice(0, 2)).filter((part) => part !== "").join(" · ")}
        </p>
        <p class="hero-description">{title.description}</p>
        <p class="buttons">
          <a
            class="button primary"
            href={formatRoute({ view: "play", id: title.id, engine: "hls" })}
            data-nav
          >
            <Icon name="play" />
            {isBegun ? `Resume at ${formatClock(at)}` : "Play"}
          </a>
          <a class="button glass" href={formatRoute({ view: "title", id: title.id })} data-nav>
            <Icon name="info" />
            More about it
          </a>
        </p>
      </div>
    </section>
  );
}

function Row({ row }: { readonly row: BrowseRow }): VNode {
  const id = `row-${row.id.replace(/[^\w-]/g, "-")}`;
  return (
    <section class="row" aria-labelledby={id}>
      <h2 id={id}>{row.title}</h2>
      <ul class={`cards ${row.layout}`}>
        {row.titles.map((title) => (
          <li key={title.id}>
            <TitleCard title={title} doesResume={isContinueRow(row)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Rows without anything new, as in a programme: words only. */
function Guide({ rows }: { readonly rows: readonly BrowseRow[] }): VNode {
  return (
    <section class="row guide" aria-labelledby="guide">
      <h2 id="guide">Guide</h2>
      <dl>
        {rows.map((row) => (
          <div key={row.id}>
            <dt>{row.title}</dt>
            {row.titles.map((title) => (
              <dd key={title.id}>
                <a href={formatRoute({ view: "title", id: title.id })} data-nav>{title.title}</a>
                <span>{formatDuration(title.durationMs)}</span>
              </dd>
            ))}
          </div>
        ))}
      </dl>
    </section>
  );
}

function NothingYet(): VNode {
  return (
    <div class="page-middle empty">
      <h1>Nothing to watch yet</h1>
      <p>
        The catalogue is empty. Add a film with{" "}
        <code>netops title add movie.mp4</code>; it appears here when it is packaged.
      </p>
    </div>
  );
}

function BrowseSkeleton(): VNode {
  return (
    <div class="browse" aria-busy="true">
      <h1 class="sr-only">Browse</h1>
      <div class="hero skeleton" />
      <div class="row">
        <p class="skeleton skeleton-line">
          <span class="sr-only">Loading</span>
        </p>
        <div class="cards wide">
          {[0, 1, 2].map((index) => <div key={index} class="skeleton skeleton-card" />)}
        </div>
      </div>
    </div>
  );
}
