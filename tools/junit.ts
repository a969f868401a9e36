/** What one JUnit file tells. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One test of a JUnit file. */
export interface TestCase {
  /** The path of its file, from the folder where the tests were run. */
  readonly file: string;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly durationMs: number;
  /** What a failed test said. */
  readonly message?: string;
}

/** No test at all. */
export const NO_TESTS: TestCounts = { passed: 0, failed: 0, skipped: 0 };

/** Reads the tests of a JUnit file as Deno writes it; steps of a test count like tests. */
export function parseJunit(xml: string): TestCase[] {
  const cases: TestCase[] = [];
  for (
    const [, attributes = "", body = ""] of xml.matchAll(/<testcase ([^>]*)>(.*?)<\/testcase>/gs)
  ) {
    const attribute = (name: string) =>
      new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? "";
    const failure = /<(?:failure|error)\b[^>]*>(.*?)<\/(?:failure|error)>/s.exec(body);
    const isSkipped = /<skipped\b/.test(body);
    cases.push({
      file: unescape(attribute("classname")),
      name: unescape(attribute("name")),
      outcome: failure !== null ? "failed" : isSkipped ? "skipped" : "passed",
      durationMs: Math.round(Number(attribute("time")) * 1000),
      ...(failure === null ? {} : { message: unescape(failure[1] ?? "") }),
    });
  }
  return cases;
}

/** Counts tests by outcome. */
export function countTests(cases: readonly TestCase[]): TestCounts {
  const count = (outcome: TestCase["outcome"]) =>
    cases.filter((testCase) => testCase.outcome === outcome).length;
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** Adds up counts. */
export function addCounts(counts: readonly TestCounts[]): TestCounts {
  return counts.reduce((sum, next) => ({
    passed: sum.passed + next.passed,
    failed: sum.failed + next.failed,
    skipped: sum.skipped + next.skipped,
  }), NO_TESTS);
}

/** The closing line of a run. */
export function formatCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function unescape(text: string): string {
  const names: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => names[name] ?? "");
}
