import { type MalformedFamily, pick, request, SMUGGLED } from "./malformed_draft.ts";

/** Cases that any HTTP server has to refuse: framing, chunks and header fields. */
export const FRAMING_FAMILIES: Readonly<Record<string, MalformedFamily>> = {
  "both lengths": (rng, target) => ({
    rule: "framing",
    text: request(target, {
      fields: rng.integer(2) === 0
        ? ["Content-Length: 4", "Transfer-Encoding: chunked"]
        : ["Transfer-Encoding: chunked", `Content-Length: ${rng.integer(100)}`],
      body: `0\r\n\r\n${SMUGGLED}`,
    }),
  }),
  "two lengths": (rng, target) => ({
    rule: "framing",
    text: request(target, {
      fields: pick(rng, [
        ["Content-Length: 3", `Content-Length: ${4 + rng.integer(50)}`],
        [`Content-Length: 3, ${4 + rng.integer(50)}`],
        ["Content-Length: 3", "content-length: 0"],
      ]),
      body: `abc${SMUGGLED}`,
    }),
  }),
  "odd length": (rng, target) => ({
    rule: "framing",
    text: request(target, {
      fields: [
        `Content-Length: ${
          pick(rng, [
            "-1",
            "+3",
            "0x3",
            "3 3",
            "3;",
            "1e1",
            "\u00b3",
            "three",
            "99999999999999999999",
          ])
        }`,
      ],
      body: "abc",
    }),
  }),
  "odd coding": (rng, target) => ({
    rule: "framing",
    text: request(target, {
      fields: [
        pick(rng, [
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
          "Transfer-Encoding: \x0bchunked",
          "Transfer-Encoding: chunked\x00",
          "Transfer-Encoding: gzip",
        ]),
      ],
      body: `0\r\n\r\n${SMUGGLED}`,
    }),
  }),
  "chunked in 1.0": (_rng, target) => ({
    rule: "framing",
    text: request(target, {
      line: `POST ${target.path} HTTP/1.0`,
      fields: ["Transfer-Encoding: chunked"],
      body: `0\r\n\r\n${SMUGGLED}`,
    }),
  }),
  "odd chunk": (rng, target) => ({
    rule: "framing",
    text: request(target, {
      fields: ["Transfer-Encoding: chunked"],
      body: pick(rng, [
        "zz\r\nabc\r\n0\r\n\r\n",
        "-3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        "3 3\r\nabc\r\n0\r\n\r\n",
        "ffffffffffffffff1\r\nabc\r\n0\r\n\r\n",
        "3\r\nabcX\r\n0\r\n\r\n",
        "3\r\nabcde\r\n0\r\n\r\n",
        "\r\n0\r\n\r\n",
        ";x\r\nabc\r\n0\r\n\r\n",
        "3\rabc\r\n0\r\n\r\n",
      ]),
    }),
  }),
  "long extension or trailer": (rng, target) => ({
    rule: "none",
    incomplete: true,
    text: request(target, {
      fields: ["Transfer-Encoding: chunked"],
      body: rng.integer(2) === 0
        ? `3;${"x".repeat(1 + rng.integer(30_000))}\r\nabc\r\n0\r\n\r\n`
        : `0\r\n${"x-trailer: y\r\n".repeat(1 + rng.integer(500))}\r\n`,
    }),
  }),
  "small chunks": (rng, target) => ({
    rule: "none",
    text: request(target, {
      fields: ["Transfer-Encoding: chunked"],
      body: `${"1\r\nx\r\n".repeat(1 + rng.integer(300))}0\r\n\r\n`,
    }),
  }),
  "odd field": (rng, target) => ({
    rule: "framing",
    text: request(target, {
      line: `GET ${target.path} HTTP/1.1`,
      fields: [
        pick(rng, [
          "X-A: a\rb",
          "X-A: a\x00b",
          "X\x00A: b",
          "X A: b",
          "X-A : b",
          ": b",
          "no colon at all",
          "X-A: a\x01b",
          "X-A: a\x7fb",
          "X(A): b",
          "\u00e9: b",
        ]),
      ],
    }),
  }),
  "folded field": (_rng, target) => ({
    rule: "framing",
    text: request(target, {
      line: `GET ${target.path} HTTP/1.1`,
      fields: ["X-A: a\r\n folded"],
    }),
  }),
  "huge head": (rng, target) => ({
    rule: "framing",
    text: request(target, {
      line: `GET ${target.path} HTTP/1.1`,
      fields: pick(rng, [
        [`X-A: ${"x".repeat(200_000)}`],
        Array(2_000).fill("X-A: y"),
        [`${"x".repeat(150_000)}: y`],
      ]),
    }),
  }),
  "large head": (rng, target) => ({
    rule: "edge",
    text: request(target, {
      line: `GET ${target.path} HTTP/1.1`,
      fields: [`X-A: ${"x".repeat(33_000 + rng.integer(20_000))}`],
    }),
  }),
};
