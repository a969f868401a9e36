import { createFixedRng } from "@netops/core/testing";

/** One call of Toxiproxy's API; `P1` … `P4` in it stand for ports that are free on each side. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  latency: ["latency", "jitter"],
  bandwidth: ["rate"],
  slow_close: ["delay"],
  timeout: ["timeout"],
  reset_peer: ["timeout"],
  slicer: ["average_size", "size_variation", "delay"],
  limit_data: ["bytes"],
  noop: [],
};

const call = (method: string, path: string, body?: string): ApiCall => ({
  method,
  path,
  ...(body === undefined ? {} : { body }),
});
const proxyOf = (name: string, port: string, more = "") =>
  `{"name":"${name}","listen":"127.0.0.1:${port}","upstream":"127.0.0.1:1"${more}}`;

/** Everything that the API's pages and source say, with what goes wrong. */
export const WRITTEN_CALLS: readonly ApiCall[] = [
  call("GET", "/proxies"),
  call("POST", "/proxies", proxyOf("a", "P1")),
  call("POST", "/proxies", proxyOf("a", "P2")),
  call("POST", "/proxies", proxyOf("b", "P1")),
  call("POST", "/proxies", proxyOf("off", "P2", ',"enabled":false')),
  call("POST", "/proxies", '{"name":"free","listen":"localhost:0","upstream":"localhost:1"}'),
  call("POST", "/proxies", '{"NAME":"cased","Listen":"127.0.0.1:0","UPSTREAM":"127.0.0.1:1"}'),
  call("POST", "/proxies", '{"listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}'),
  call("POST", "/proxies", '{"name":"x","listen":"127.0.0.1:0"}'),
  call("POST", "/proxies", '{"name":"x","listen":"nothing","upstream":"127.0.0.1:1"}'),
  call("POST", "/proxies", '{"name":"x","listen":"a:b:c","upstream":"127.0.0.1:1"}'),
  call("POST", "/proxies", '{"name":"x","listen":"127.0.0.1:abc","upstream":"127.0.0.1:1"}'),
  call("POST", "/proxies", '{"name":"x","listen":"127.0.0.1:70000","upstream":"127.0.0.1:1"}'),
  call("POST", "/proxies", ""),
  call("POST", "/proxies", "abc"),
  call("POST", "/proxies", '{"name":1}'),
  call("POST", "/proxies", '"text"'),
  call("POST", "/proxies", '{"name":"x","enabled":"yes"}'),
  call("GET", "/proxies/a"),
  call("GET", "/proxies/missing"),
  call("DELETE", "/proxies/missing"),
  call("PATCH", "/proxies/missing", "{}"),
  call("PATCH", "/proxies/a", '{"enabled":false}'),
  call("POST", "/proxies/a", '{"enabled":true}'),
  call("PATCH", "/proxies/a", '{"upstream":"127.0.0.1:2"}'),
  call("PATCH", "/proxies/a", '{"listen":"127.0.0.1:P3"}'),
  call("PATCH", "/proxies/a", '{"listen":"nothing"}'),
  call("PATCH", "/proxies/a", '{"listen":"127.0.0.1:zz"}'),
  call("PATCH", "/proxies/a", '{"enabled":5}'),
  call("PATCH", "/proxies/a", ""),
  call("PATCH", "/proxies/off", '{"enabled":true,"listen":"127.0.0.1:P3"}'),
  call("GET", "/proxies/off"),
  call("PATCH", "/proxies/off", '{"enabled":true,"listen":"127.0.0.1:P2"}'),
  call("GET", "/proxies/a/toxics"),
  call("GET", "/proxies/missing/toxics"),
  call("POST", "/proxies/missing/toxics", "{}"),
  ...Object.keys(TYPES).map((type) => call("POST", "/proxies/a/toxics", `{"type":"${type}"}`)),
  call("POST", "/proxies/a/toxics", '{"type":"latency"}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","stream":"upstream"}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","stream":"UpStream","name":"odd"}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","stream":"sideways"}'),
  call("POST", "/proxies/a/toxics", '{"type":"unknown"}'),
  call("POST", "/proxies/a/toxics", '{"stream":"upstream"}'),
  call("POST", "/proxies/a/toxics", "null"),
  call("POST", "/proxies/a/toxics", "[]"),
  call("POST", "/proxies/a/toxics", "5"),
  call("POST", "/proxies/a/toxics", ""),
  call("POST", "/proxies/a/toxics", '{"type":"latency","name":"n1","toxicity":0.123456789}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","name":"n2","toxicity":null}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","name":"n3","attributes":null}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","name":"n4","attributes":{"JITTER":7}}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","name":"n5","attributes":{"x":[{}]}}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","name":"n6","attributes":{"latency":"1"}}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","name":"n6","attributes":{"latency":1.5}}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","attributes":5,"name":"n7"}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","toxicity":"x","name":"n7"}'),
  call("POST", "/proxies/a/toxics", '{"type":"latency","toxicity":1e39,"name":"n7"}'),
  call("POST", "/proxies/a/toxics", '{"type":"noop","name":"n8"} and more'),
  ...['{"type":', '{"type":tru}', '{"type" 5}', "{5}", '{"a":1 "b"}', '{"a":01}', '{"a":-}']
    .map((body) => call("POST", "/proxies/a/toxics", body)),
  ...['{"a":1.}', '{"a":"\\x"}', '{"a":1,}', '{"a":1e}', '{"a":nul}', '{"a":"', '{"a":[1 2]}']
    .map((body) => call("POST", "/proxies/a/toxics", body)),
  call("GET", "/proxies/a/toxics/n1"),
  call("GET", "/proxies/a/toxics/missing"),
  call("DELETE", "/proxies/a/toxics/missing"),
  call("PATCH", "/proxies/a/toxics/missing", "{}"),
  call("PATCH", "/proxies/a/toxics/n1", '{"attributes":{"latency":50}}'),
  call("PATCH", "/proxies/a/toxics/n1", '{"attributes":{"jitter":5},"toxicity":0.5}'),
  call("POST", "/proxies/a/toxics/n1", '{"name":"other","type":"timeout","stream":"upstream"}'),
  call("PATCH", "/proxies/a/toxics/n1", '{"toxicity":"x"}'),
  call("PATCH", "/proxies/a/toxics/n1", '{"attributes":"x"}'),
  call("PATCH", "/proxies/a/toxics/n1", '{"attributes":{"jitter":"x"}}'),
  call("PATCH", "/proxies/a/toxics/n1", "[]"),
  call("GET", "/proxies/a"),
  call("DELETE", "/proxies/a/toxics/n1"),
  call("GET", "/proxies/a/toxics"),
  call("GET", "/proxies"),
  call("POST", "/reset"),
  call("GET", "/proxies"),
  call("POST", "/populate", `[${proxyOf("a", "P3")},${proxyOf("new", "P4")}]`),
  call("POST", "/populate", `[${proxyOf("a", "P3", ',"enabled":false')}]`),
  call("POST", "/populate", `[${proxyOf("new", "P4").replace(':1"', ':9"')}]`),
  call("POST", "/populate", '[{"name":"q"}]'),
  call("POST", "/populate", '[{"upstream":"127.0.0.1:1"}]'),
  call("POST", "/populate", `[${proxyOf("p", "0")},${proxyOf("q", "P4")}]`),
  call("POST", "/populate", "{}"),
  call("POST", "/populate", "[]"),
  call("POST", "/populate", "[5]"),
  call("POST", "/populate", '[{"name":1}]'),
  call("POST", "/populate", '[{"name":"q","enabled":1}]'),
  call("POST", "/populate", '[{"name":"q","listen":"x","upstream":"127.0.0.1:1"}]'),
  call("POST", "/populate", ""),
  call("GET", "/proxies"),
  call("PUT", "/proxies/a", "{}"),
  call("DELETE", "/proxies"),
  call("GET", "/reset"),
  call("GET", "/populate"),
  call("POST", "/version"),
  call("HEAD", "/version"),
  call("GET", "/nothing"),
  call("GET", "/proxies/"),
  call("DELETE", "/proxies/a"),
  call("DELETE", "/proxies/a"),
  call("GET", "/proxies"),
];

/** Calls in an order that nobody thought of; equal seeds give equal calls. */
export function generateCalls(seed: string, count: number): ApiCall[] {
  const rng = createFixedRng(seed);
  const pick = <T>(from: readonly T[]): T => from[rng.integer(from.length)]!;
  const proxy = () => pick(["p", "q", "r", "s"]);
  // Each has a port of its own: with a port that is taken, Toxiproxy resets in the order of chance.
  const made = () => {
    const [name = "", port = ""] = pick(["p P1", "q P2", "r P3", "s P4"]).split(" ");
    return proxyOf(name, pick([port, port, "0"]));
  };
  const toxic = () => pick(["t", "u", "latency_downstream", "slicer_upstream"]);
  const attributes = (type: string) =>
    Object.fromEntries((TYPES[type] ?? []).map((name) => [name, rng.integer(2_000)]));
  const newToxic = () => {
    const type = pick(Object.keys(TYPES));
    return JSON.stringify({
      type,
      attributes: attributes(type),
      ...(rng.next() < 0.5 ? { name: toxic() } : {}),
      ...(rng.next() < 0.5 ? { stream: pick(["upstream", "downstream"]) } : {}),
      ...(rng.next() < 0.5 ? { toxicity: rng.integer(100) / 100 } : {}),
    });
  };
  const makers: readonly (() => ApiCall)[] = [
    () => call("POST", "/proxies", made()),
    () => call("POST", `/proxies/${proxy()}/toxics`, newToxic()),
    () => call("POST", `/proxies/${proxy()}/toxics`, newToxic()),
    () => call("GET", `/proxies/${proxy()}`),
    () => call("GET", "/proxies"),
    () => call("PATCH", `/proxies/${proxy()}`, `{"enabled":${rng.next() < 0.5}}`),
    () => call("PATCH", `/proxies/${proxy()}`, `{"upstream":"127.0.0.1:${1 + rng.integer(3)}"}`),
    () => call("PATCH", `/proxies/${proxy()}/toxics/${toxic()}`, `{"toxicity":${rng.next()}}`),
    () =>
      call("PATCH", `/proxies/${proxy()}/toxics/${toxic()}`, '{"attributes":{"delay":3,"rate":4}}'),
    () => call("DELETE", `/proxies/${proxy()}/toxics/${toxic()}`),
    () => call("GET", `/proxies/${proxy()}/toxics/${toxic()}`),
    () => rng.next() < 0.3 ? call("DELETE", `/proxies/${proxy()}`) : call("GET", "/proxies"),
    () => rng.next() < 0.2 ? call("POST", "/reset") : call("GET", `/proxies/${proxy()}/toxics`),
    () => call("POST", "/populate", `[${made()}]`),
  ];
  return Array.from({ length: count }, () => pick(makers)());
}
