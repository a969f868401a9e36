/** @jsxImportSource preact */
import type { CatalogTitle } from "@netops/core/contracts";
import type { VNode } from "preact";
import { isStarted } from "./browse_rows.ts";
import { FailureBox } from "./failure_box.tsx";
import { formatBitrate, formatClock, formatDuration, languageName } from "./format.ts";
import { Icon } from "./icon.tsx";
import { knownTitle, type PageState, positionIn } from "./page_state.ts";
import type { PageProps } from "./page_props.ts";
import { formatRoute } from "./route.ts";
import { TitleArt, titleClass } from "./title_art.tsx";

/** One title: what it is, in which languages and rungs, and the way to play it. */
export function TitleView({ state, act }: PageProps): VNode {
  const id = state.route.view === "title" ? state.route.id : "";
  const title = knownTitle(state, id);
  if (title !== undefined) return <TitlePage title={title} state={state} />;
  const { titles } = state.loads;
  if (titles.failure !== undefined) {
    return (
      <div class="page-middle">
        <h1 class="sr-only">Title</h1>
        <FailureBox failure={titles.failure} onRetry={() => act.reload()} />
      </div>
    );
  }
  if (titles.phase !== "ready") {
    return (
      <div class="title-page" aria-busy="true">
        <h1 class="sr-only">Loading</h1>
        <div class="hero tall skeleton" />
      </div>
    );
  }
  return (
    <div class="page-middle empty">
      <h1>No such title</h1>
      <p>It may have left the catalogue, or it is not available in your country.</p>
      <p>
        <a class="button" href="/watch" data-nav>Back to browse</a>
      </p>
    </div>
  );
}

function TitlePage(
  { title, state }: { readonly title: CatalogTitle; readonly state: PageState },
): VNode {
  const positionMs = positionIn(state, title.id);
  const isBegun = isStarted({ ...title, positionMs });
  const play = { view: "play", id: title.id, engine: "hls" } as const;
  return (
    <article class="title-page">
      <div class="hero tall">
        <TitleArt title={title} />
        <div class="hero-text">
          <h1 class={titleClass(title.title)}>{title.title}</h1>
          <p class="facts">
            {[title.year > 0 ? String(title.year) : "", formatDuration(title.durationMs)]
              .concat(title.genres).filter((part) => part !== "").join(" · ")}
          </p>
          <p class="buttons">
            <a class="button primary" href={formatRoute(play)} data-nav>
              <Icon name="play" />
              {isBegun ? `Resume at ${formatClock(positionMs)}` : "Play"}
            </a>
            {isBegun && (
              <a class="button glass" href={formatRoute({ ...play, fromS: 0 })} data-nav>
                <Icon name="replay" />
                From the beginning
              </a>
            )}
          </p>
        </div>
      </div>
      <div class="title-body">
        <p class="description">{title.description || "No description."}</p>
        <TitleFacts title={title} />
      </div>
    </article>
  );
}

function TitleFacts({ title }: { readonly title: CatalogTitle }): VNode {
  const audio = title.audioLanguages.map(languageName).join(", ");
  const captions = title.captions.map(({ label, language }) => label || languageName(language))
    .join(", ");
  return (
    <dl class="title-facts">
      <div>
        <dt>Sound</dt>
        <dd>{audio || "None"}</dd>
      </div>
      <div>
        <dt>Captions</dt>
        <dd>{captions || "None"}</dd>
      </div>
      <div>
        <dt>Ladder</dt>
        <dd>
          <ul class="ladder">
            {title.rungs.map((rung) => (
              <li key={rung.name}>
                <span>{rung.height}p</span> <span>{formatBitrate(rung.bitrateBps)}</span>
              </li>
            ))}
          </ul>
        </dd>
      </div>
    </dl>
  );
}
