import { isBelow, placeOf } from "./place.ts";

/** Where the outside world may be touched directly. */
const ALLOWED = [
  "core/host",
  "cli/print",
  "tests",
  "bench",
  "tools",
  "examples",
  // These run in k6, where there are no ports.
  "load/scripts",
  "server/web/client",
  "server/watch/client",
];

/** Members that read or change the world; `*` stands for every member. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  Date: ["now"],
  performance: ["now", "timeOrigin"],
  Math: ["random"],
  crypto: ["randomUUID", "getRandomValues"],
  console: ["*"],
  process: ["*"],
  Deno: [
    "env",
    "Command",
    "spawn",
    "serve",
    "listen",
    "listenTls",
    "listenDatagram",
    "connect",
    "connectTls",
    "createHttpClient",
    "kill",
    "addSignalListener",
  ],
};

const CALLS = ["fetch", "setTimeout", "setInterval"];

const MODULES = ["process", "child_process", "net", "http", "http2", "https", "timers", "dgram"];

const HINT = "take it through a port (Clock, Timer, Rng, HttpClient, HttpServer, Spawner, Logger)";

type FunctionNode =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

/** Time, chance, environment, processes and network are ambient only in the host. */
export const noAmbient: Deno.lint.Rule = {
  create(context) {
    const place = placeOf(context.filename);
    if (place.isTest || place.folder === "" || isBelow(place, ALLOWED)) return {};
    const declared = new Set<string>();
    const found: { name: string; what: string; node: Deno.lint.Node }[] = [];
    const see = (name: string, what: string, node: Deno.lint.Node) =>
      found.push({ name, what, node });
    return {
      MemberExpression(node) {
        const owner = ownerOf(node.object);
        const member = memberOf(node);
        if (owner === undefined || member === undefined) return;
        const banned = Object.hasOwn(MEMBERS, owner) ? MEMBERS[owner] : undefined;
        if (banned?.includes(member) || banned?.includes("*")) {
          see(owner, `${owner}.${member}`, node);
        }
        if (owner === "globalThis" && CALLS.includes(member)) see(owner, member, node);
      },
      CallExpression(node) {
        const { callee } = node;
        if (callee.type !== "Identifier") return;
        if (CALLS.includes(callee.name)) see(callee.name, callee.name, node);
        if (callee.name === "Date") see("Date", "Date()", node);
      },
      NewExpression(node) {
        const isDate = node.callee.type === "Identifier" && node.callee.name === "Date";
        if (isDate && node.arguments.length === 0) see("Date", "new Date()", node);
      },
      ImportDeclaration(node) {
        const module = node.source.value.replace(/^node:/, "").split("/")[0] ?? "";
        if (MODULES.includes(module) && node.importKind !== "type") {
          see("", `import of ${node.source.value}`, node);
        }
        for (const specifier of node.specifiers) declared.add(specifier.local.name);
      },
      VariableDeclarator(node) {
        if (node.id.type === "Identifier") declared.add(node.id.name);
      },
      "FunctionDeclaration, FunctionExpression, ArrowFunctionExpression"(node: FunctionNode) {
        for (const parameter of node.params) {
          if (parameter.type === "Identifier") declared.add(parameter.name);
        }
      },
      "Program:exit"() {
        for (const { name, what, node } of found) {
          if (declared.has(name)) continue;
          context.report({ node, message: `${what} is ambient outside core/host`, hint: HINT });
        }
      },
    };
  },
};

/** The global that a member is read from; `globalThis.Date.now` counts as Date. */
function ownerOf(object: Deno.lint.Node): string | undefined {
  if (object.type === "Identifier") return object.name;
  if (object.type !== "MemberExpression") return undefined;
  return ownerOf(object.object) === "globalThis" ? memberOf(object) : undefined;
}

function memberOf(node: Deno.lint.MemberExpression): string | undefined {
  if (!node.computed && node.property.type === "Identifier") return node.property.name;
  return node.property.type === "Literal" ? String(node.property.value) : undefined;
}
