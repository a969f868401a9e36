import { type MalformedFamily, noise, pick, request } from "./malformed_draft.ts";

/** Cases about request lines, targets, hosts, cut-off requests and other protocols. */
export const LINE_FAMILIES: Readonly<Record<string, MalformedFamily>> = {
  "odd version": (rng, target) => ({
    rule: "framing",
    text: request(target, {
      line: `GET ${target.path} ${
        pick(rng, [
          "HTTP/0.9",
          "HTTP/1.2",
          "HTTP/2.0",
          "http/1.1",
          "HTTP/1.1x",
          "HTTP/11",
          "HTTP",
          "X",
        ])
      }`,
    }),
  }),
  "odd line": (rng, target) => ({
    rule: "framing",
    text: request(target, {
      line: pick(rng, [
        `GET  ${target.path} HTTP/1.1`,
        `GET\t${target.path} HTTP/1.1`,
        `GET ${target.path}`,
        `${target.path} HTTP/1.1`,
        `GET ${target.path} HTTP/1.1 extra`,
        `G\x00T ${target.path} HTTP/1.1`,
        `G(T ${target.path} HTTP/1.1`,
        `GET ${target.path}\x01 HTTP/1.1`,
        ` GET ${target.path} HTTP/1.1`,
      ]),
    }),
  }),
  "odd target": (rng, target) => ({
    rule: "edge",
    text: request(target, {
      line: `GET ${
        pick(rng, [
          `${target.path}#a`,
          `${target.path}\\..\\a`,
          `${target.path}%2f..%2fa`,
          `${target.path}%5Ca`,
          `${target.path}%00`,
          `${target.path}%`,
          `${target.path}%zz`,
          `${target.path}\u00ff`,
          `${target.path}${"a".repeat(9_000)}`,
          `https://${target.host}${target.path}`,
          `http://evil.example${target.path}`,
          `http://${target.host}@evil.example${target.path}`,
          `http://u:p@${target.host}${target.path}`,
          `ftp://${target.host}${target.path}`,
          target.host,
          "relative",
        ])
      } HTTP/1.1`,
    }),
  }),
  "odd method": (rng, target) => ({
    rule: "edge",
    text: request(target, {
      line: `${
        pick(rng, ["TRACE", "CONNECT", "get", "PRI", "FOO", "M".repeat(2_000), "PROPFIND"])
      } ${target.path} HTTP/1.1`,
    }),
  }),
  "odd host": (rng, target) => ({
    rule: "host",
    text: request(target, {
      line: `GET ${target.path} HTTP/1.1`,
      host: pick(rng, [
        "",
        "Host:\r\n",
        "Host: evil.example\r\n",
        `Host: ${target.host}${target.path}\r\n`,
        `Host: ${target.host}, evil.example\r\n`,
        `Host: ${target.host}\r\nHost: evil.example\r\n`,
        `Host: evil.example\r\nHost: ${target.host}\r\n`,
        `Host: u@${target.host}\r\n`,
        "Host: 127.0.0.1:99999\r\n",
        "Host: [::\r\n",
        "Host: a b\r\n",
        "Host: \u00e9\r\n",
        `Host: ${target.host}#\r\n`,
        `Host: ${target.host}?\r\n`,
      ]),
    }),
  }),
  "truncated": (rng, target) => {
    const whole = request(target, { fields: ["Content-Length: 100"], body: "abc" });
    return { incomplete: true, text: whole.slice(0, 1 + rng.integer(whole.length - 1)) };
  },
  "truncated chunks": (rng, target) => {
    const whole = request(target, {
      fields: ["Transfer-Encoding: chunked"],
      body: "5\r\nabcde\r\n5\r\nfghij\r\n0\r\n\r\n",
    });
    return { incomplete: true, text: whole.slice(0, whole.length - 1 - rng.integer(24)) };
  },
  "another protocol": (rng) => ({
    incomplete: true,
    text: pick(rng, [
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + noise(rng, 200),
      "SSH-2.0-OpenSSH_9.0\r\n",
      "\r\n".repeat(1 + rng.integer(200)),
      "*1\r\n$4\r\nPING\r\n",
      "EHLO example\r\n",
    ]),
  }),
  "noise": (rng) => ({ incomplete: true, text: noise(rng, 1 + rng.integer(2_000)) }),
  "bad handshake": (rng, target) => ({
    rule: "none",
    text: request(target, {
      line: `GET ${target.path} HTTP/1.1`,
      fields: [
        "Connection: Upgrade",
        `Upgrade: ${pick(rng, ["h2c", "websocket", "WebSocket, x", ""])}`,
        `Sec-WebSocket-Key: ${noise(rng, 4).replace(/[^ -~]/g, "")}`,
        `Sec-WebSocket-Version: ${rng.integer(20)}`,
      ],
    }),
  }),
  "mutated": (rng, target) => {
    const whole = request(target, {
      fields: ["Content-Length: 5", "Accept: */*", "X-Request-Id: abc"],
      body: "hello",
    });
    const at = rng.integer(whole.length);
    const inserted = noise(rng, rng.integer(4));
    return {
      incomplete: true,
      text: whole.slice(0, at) + inserted + whole.slice(at + rng.integer(3)),
    };
  },
};
