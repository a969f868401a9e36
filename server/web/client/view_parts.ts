/// <reference lib="dom" />
import { Fragment, jsx, jsxs } from "preact/jsx-runtime";
import type { PageParts, ViewApart } from "../view/page.tsx";
import type { JsxRuntime } from "./page_runtime.ts";

/** A file with a view, which draws by the page's own Preact. */
interface ViewLibrary {
  readonly createPanels: (runtime: JsxRuntime) => ViewApart;
  /** Does what the buttons of deploys ask for. */
  readonly actOnDeploy?: typeof import("./deploys.ts").actOnDeploy;
}

/** Loads views that are files of their own: by the first who opens one, or when a deploy begins. */
export class ViewParts {
  parts: PageParts = {};
  /** There is nothing to act on before the view is there. */
  act: ViewLibrary["actOnDeploy"];
  #loading: Partial<Record<keyof PageParts, Promise<void>>> = {};
  readonly #onLoaded: () => void;

  /** Calls `onLoaded` once one is there. */
  constructor(onLoaded: () => void) {
    this.#onLoaded = onLoaded;
  }

  /** Loads a view once; after a failure the next call tries again. */
  load(name: keyof PageParts): Promise<void> {
    return this.#loading[name] ??= this.#load(name).then(this.#onLoaded, () => {
      delete this.#loading[name];
    });
  }

  async #load(name: keyof PageParts): Promise<void> {
    const { dataset } = document.querySelector<HTMLElement>("script[data-plot-script]")!;
    const [library] = await Promise.all([
      import(dataset[`${name}Script`]!) as Promise<ViewLibrary>,
      loadStyle(dataset[`${name}Css`]!),
    ]);
    this.act ??= library.actOnDeploy;
    this.parts = { ...this.parts, [name]: library.createPanels({ Fragment, jsx, jsxs }) };
  }
}

/** Resolves when it is in force; the server may have named it already. */
function loadStyle(href: string): Promise<void> {
  if (document.querySelector(`link[href="${href}"]`) !== null) return Promise.resolve();
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = href;
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error("a style cannot be loaded"));
    });
    document.head.append(link);
  });
}
