/**
 * The lint plugin of netops: what CONTRIBUTING.md promises about the shape of the house, checked.
 *
 * @module
 */
import { errorMessage } from "./error_message.ts";
import { floors } from "./floors.ts";
import { frontDoor } from "./front_door.ts";
import { naming } from "./naming.ts";
import { noAmbient } from "./no_ambient.ts";
import { noAny } from "./no_any.ts";
import { size } from "./size.ts";

/** The plugin, in the shape that `deno lint` asks for. */
const plugin: Deno.lint.Plugin = {
  name: "netops",
  rules: {
    floors,
    "front-door": frontDoor,
    "no-ambient": noAmbient,
    size,
    "error-message": errorMessage,
    "no-any": noAny,
    naming,
  },
};

export default plugin;
