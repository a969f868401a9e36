/// <reference lib="dom" />
import { Fragment, jsx, jsxs } from "preact/jsx-runtime";
import type { PageParts } from "../view/page.tsx";

/** The file with the view of deploys, which draws by the page's own Preact. */
type DeployLibrary = typeof import("./deploys.ts");

/** Loads the view of deploys: by the first who opens it, or when a deploy begins. */
export class DeployParts {
  parts: PageParts = {};
  /** Does what its buttons ask for; there are none before it is there. */
  act: DeployLibrary["actOnDeploy"] | undefined;
  #loading: Promise<void> | undefined;
  readonly #onLoaded: () => void;

  /** Calls `onLoaded` once it is there. */
  constructor(onLoaded: () => void) {
    this.#onLoaded = onLoaded;
  }

  /** Loads it once; after a failure the next call tries again. */
  load(): Promise<void> {
    this.#loading ??= this.#load().then(this.#onLoaded, () => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    const { deploysScript = "", deploysCss = "" } = document.querySelector<HTMLElement>(
      "script[data-deploys-script]",
    )?.dataset ?? {};
    const [library] = await Promise.all([
      import(deploysScript) as Promise<DeployLibrary>,
      loadStyle(deploysCss),
    ]);
    this.act = library.actOnDeploy;
    this.parts = { Deploys: library.createDeployPanels({ Fragment, jsx, jsxs }) };
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
      reject(new Error("the style of deploys cannot be loaded"));
    });
    document.head.append(link);
  });
}
