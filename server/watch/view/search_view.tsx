/** @jsxImportSource preact */
import type { VNode } from "preact";
import { FailureBox } from "./failure_box.tsx";
import { Icon } from "./icon.tsx";
import type { PageProps } from "./page_props.ts";
import type { PageState } from "./page_state.ts";
import { TitleCard } from "./title_card.tsx";

/** Search as you type; without words it shows everything. */
export function SearchView({ state, act }: PageProps): VNode {
  const query = state.route.view === "search" ? state.route.query : "";
  return (
    <div class="search">
      <h1 class="sr-only">Search</h1>
      <form
        class="search-form"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          document.querySelector<HTMLElement>(".search-results a")?.focus();
        }}
      >
        <Icon name="search" />
        <input
          type="search"
          name="q"
          aria-label="Search titles"
          placeholder="Title, genre, word"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          maxLength={100}
          value={query}
          onInput={(event) => act.search(event.currentTarget.value)}
        />
      </form>
      <p class="search-count" role="status">{countText(state, query)}</p>
      <Results state={state} act={act} />
    </div>
  );
}

function Results({ state, act }: PageProps): VNode | null {
  const { found } = state.loads;
  if (found.failure !== undefined) {
    return <FailureBox failure={found.failure} onRetry={() => act.reload()} />;
  }
  const titles = found.value?.titles ?? [];
  if (found.value !== undefined && titles.length === 0) {
    return (
      <div class="empty">
        <p>Try the beginning of a word, or fewer words. Small typing errors are forgiven.</p>
      </div>
    );
  }
  return (
    <ul class="search-results grid">
      {titles.map((title) => (
        <li key={title.id}>
          <TitleCard title={title} />
        </li>
      ))}
    </ul>
  );
}

function countText(state: PageState, query: string): string {
  const { found } = state.loads;
  if (found.failure !== undefined) return "";
  if (found.value === undefined) return "Looking …";
  const count = found.value.titles.length;
  if (found.value.query === "") return count === 0 ? "No titles yet" : "All titles";
  const words = `“${found.value.query === query ? query : found.value.query}”`;
  if (count === 0) return `Nothing found for ${words}`;
  return `${count} ${count === 1 ? "title" : "titles"} for ${words}`;
}
