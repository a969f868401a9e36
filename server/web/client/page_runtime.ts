/** What JSX is compiled to. */
export type JsxRuntime = Pick<
  typeof import("preact/jsx-runtime"),
  "jsx" | "jsxs" | "Fragment"
>;

// Stands in for preact/jsx-runtime in files that are loaded apart (tools/build_web.ts): two Preacts on a page
// would not know each other's elements, and would be loaded twice.
export let jsx: JsxRuntime["jsx"];
export let jsxs: JsxRuntime["jsxs"];
export let Fragment: JsxRuntime["Fragment"];

/** Draws by this Preact from now on; nothing may be drawn before. */
export function takeRuntime(runtime: JsxRuntime): void {
  ({ jsx, jsxs, Fragment } = runtime);
}
