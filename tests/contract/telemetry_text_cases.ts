/** An exposition, by a name for people. */
export interface TextCase {
  readonly name: string;
  readonly text: string;
  readonly isOpen?: true;
  /** What we do otherwise than Prometheus, on purpose. */
  readonly differs?: string;
}

const open = (name: string, text: string): TextCase => ({ name, text, isOpen: true });
const plain = (name: string, text: string): TextCase => ({ name, text });
const lenient = (each: TextCase, differs: string): TextCase => ({ ...each, differs });

/** Expositions that are read by a Prometheus and by us. */
export const TEXT_CASES: readonly TextCase[] = [
  plain("numbers", "a 1\nb -1.5\nc 1e3\nd +Inf\ne -Inf\nf 0.1\ng 12345678901234567890\nh 5e-324\n"),
  plain("more digits", "a 0.1234567890123456789\nb 123456789012345.6\nc 1.7976931348623157e308\n"),
  plain("not a number", "a NaN\n"),
  plain("labels", 'a{b="c",d="e f"} 1\na{d="x"} 2\na 3\n'),
  plain("spaces", 'a { b = "c" , d = "e" , } 1\nb\t2\nc   3  \n'),
  lenient(plain("spaces first", "  c 3\n"), "they are no part of the name"),
  plain("bound of no histogram", 'a_bucket{le="1"} 1\n'),
  plain("escapes", 'a{b="\\"q\\" \\\\ \\n }",c="#{,=",d="\\x"} 1\n'),
  plain("unicode", 'a{b="ü日本🎬"} 1\n'),
  plain("quoted names", '{"my.metric","a b"="c",d="e"} 1\n'),
  plain("no space behind braces", 'a{b="c"}1\n'),
  plain("empty value", 'a{b=""} 1\n'),
  plain("label that the target has", 'a{job="x",instance="y",exported_job="z"} 1\n'),
  plain("comments", "# hello\n#\n# TYPE a counter\n# HELP a A \\n text\na 1\n\n\n"),
  plain(
    "histogram",
    '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="2.5"} 2\nh_bucket{le="+Inf"} 3\nh_sum 4\nh_count 3\n',
  ),
  plain(
    "summary",
    '# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile="1"} 2\ns_sum 4\ns_count 3\n',
  ),
  plain("empty", ""),
  plain("no last line feed", "a 1\nb 2"),
  lenient(plain("windows", "a 1\r\nb 2\r\n"), "a carriage return at the end is passed over"),
  plain("no value", "a\n"),
  plain("hex", "a 0x1p4\n"),
  plain("underscores", "a 1_000\n"),
  plain("two words", "a 1 2 3\n"),
  plain("html", "<html><body>hello</body></html>\n"),
  plain("json", '{"status":"UP"}\n'),
  plain("digit first", "1a 1\n"),
  plain("open braces", 'a{b="c" 1\n'),
  plain("open quote", 'a{b="c} 1\n'),
  plain("bare value", "a{b=c} 1\n"),
  plain("two names", 'a{"b"} 1\n'),
  lenient(plain("no comma", 'a{b="c"d="e"} 1\n'), "it is malformed, as the format says"),
  plain("two commas", 'a{b="c",,} 1\n'),
  plain("only a comma", "a{,} 1\n"),
  plain("no name", '{b="c"} 1\n'),
  plain("same label twice", 'a{b="c",b="d"} 1\n'),
  plain("exemplar in plain text", 'a 1 # {x="y"} 1\n'),
  plain("second line is bad", "a 1\nb\nc 3\n"),
  open("open", "# TYPE a counter\na_total 1\n# EOF\n"),
  open("open with exemplar", 'a_bucket{le="1"} 1 # {trace_id="t"} 0.5 1700000000.5\n# EOF\n'),
  open("open with units", "# TYPE a_seconds gauge\n# UNIT a_seconds seconds\na_seconds 1\n# EOF\n"),
  open("open without end", "a 1\n"),
  open("open with more behind its end", "a 1\n# EOF\nb 2\n"),
  open("open with a bad exemplar", "a_total 1 # {x=1} 1\n# EOF\n"),
  open("open with a blank first", " a 1\n# EOF\n"),
  lenient(open("open with an empty line", "a 1\n\n# EOF\n"), "empty lines are passed over"),
];
