/** @jsxImportSource preact */
import type { VNode } from "preact";
import { Avatar } from "./avatar.tsx";
import { Icon, Mark } from "./icon.tsx";
import { currentProfile, type PageState } from "./page_state.ts";
import type { PageProps } from "./page_props.ts";
import { formatRoute, MOUNT, type Route } from "./route.ts";

/** The bar on top of every view but the player. */
export function Head({ state, act }: PageProps): VNode {
  return (
    <header class="head">
      <a class="brand" href={MOUNT} data-nav aria-label="netops watch, start page">
        <Mark />
        <span aria-hidden="true">watch</span>
      </a>
      {state.signedIn === "in" && state.route.view !== "profiles" && (
        <nav class="head-nav" aria-label="Views">
          <NavLink state={state} to={{ view: "browse" }}>Browse</NavLink>
          <NavLink state={state} to={{ view: "search", query: "" }}>
            <Icon name="search" />
            Search
          </NavLink>
        </nav>
      )}
      {state.signedIn === "in" && <AccountMenu state={state} act={act} />}
    </header>
  );
}

interface NavLinkProps {
  readonly state: PageState;
  readonly to: Route;
  readonly children: unknown;
}

function NavLink({ state, to, children }: NavLinkProps): VNode {
  const isCurrent = state.route.view === to.view;
  return (
    <a
      href={formatRoute(to)}
      data-nav
      {...(isCurrent ? { "aria-current": "page" as const } : {})}
    >
      {children as VNode}
    </a>
  );
}

function AccountMenu({ state, act }: PageProps): VNode {
  const profile = currentProfile(state);
  const name = profile?.name ?? "Account";
  return (
    <div class="account-menu" data-menu>
      <button
        type="button"
        class="menu-button"
        aria-expanded={state.isMenuOpen}
        aria-controls="account-menu"
        onClick={() => act.openMenu(!state.isMenuOpen)}
      >
        <Avatar name={name} id={profile?.id ?? "account"} />
        <span class="sr-only">Menu of</span>
        <span class="menu-name">{name}</span>
        <Icon name="down" />
      </button>
      <div id="account-menu" class="menu" hidden={!state.isMenuOpen}>
        <a href={formatRoute({ view: "profiles" })} data-nav>Profiles</a>
        <a href={formatRoute({ view: "account" })} data-nav>Account</a>
        <button type="button" onClick={() => act.signOut()}>Sign out</button>
      </div>
    </div>
  );
}
