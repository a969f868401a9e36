/** @jsxImportSource preact */
import type { RowTitle } from "@netops/core/contracts";
import type { VNode } from "preact";
import { isStarted, progressOf } from "./browse_rows.ts";
import { formatClock, formatDuration } from "./format.ts";
import { formatRoute } from "./route.ts";
import { TitleArt } from "./title_art.tsx";

interface TitleCardProps {
  readonly title: RowTitle;
  /** Goes straight to the player: the profile is in the middle of it. */
  readonly doesResume?: boolean;
}

/** One title in a row: a picture, its name, and how far somebody is in it. */
export function TitleCard({ title, doesResume = false }: TitleCardProps): VNode {
  const progress = progressOf(title);
  const resumes = doesResume && isStarted(title);
  const href = resumes
    ? formatRoute({ view: "play", id: title.id, engine: "hls" })
    : formatRoute({ view: "title", id: title.id });
  return (
    <a class="card" href={href} data-nav>
      <span class="card-picture">
        <TitleArt title={title} />
        <span class="card-name">{title.title}</span>
        {progress > 0 && (
          <span class="progress" aria-hidden="true">
            <span style={{ width: `${(progress * 100).toFixed(1)}%` }} />
          </span>
        )}
      </span>
      <span class="card-facts">{factsOf(title, resumes)}</span>
    </a>
  );
}

function factsOf(title: RowTitle, resumes: boolean): string {
  if (resumes) {
    const left = title.durationMs - (title.positionMs ?? 0);
    return `Resume at ${formatClock(title.positionMs ?? 0)}, ${formatDuration(left)} left`;
  }
  const parts = [
    title.year > 0 ? String(title.year) : "",
    formatDuration(title.durationMs),
    title.genres[0] ?? "",
  ];
  return parts.filter((part) => part !== "").join(" · ");
}
