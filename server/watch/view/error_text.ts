/** A failure as it is said to people. */
export interface ErrorText {
  readonly title: string;
  readonly text: string;
  /** Whether the same thing may work in a moment. */
  readonly canRetry: boolean;
  /** The code of the problem document, or a word of the page's own. */
  readonly code: string;
}

/** What is known of a failed call: its problem document, or that there was no answer. */
export interface Failure {
  /** 0 when nobody answered. */
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly retryAfterS?: number;
  /** The app of the platform that was asked. */
  readonly app?: string;
}

/** What was tried; the same status means different things at different doors. */
export type Attempt = "sign-in" | "sign-up" | "load" | "play" | "change";

const SAID: Readonly<Record<string, Omit<ErrorText, "code">>> = {
  SUBSCRIPTION_EXPIRED: {
    title: "Your plan has ended",
    text: "Renew it on the account page, then play again.",
    canRetry: false,
  },
  NOT_LICENSED: {
    title: "Not available here",
    text: "This title may not be shown in your country or at this time.",
    canRetry: false,
  },
  TOO_MANY_STREAMS: {
    title: "Too many streams",
    text: "Your plan allows no further stream at once. End one on the account page.",
    canRetry: true,
  },
  PAYMENT_DECLINED: {
    title: "The card was declined",
    text: "Nothing was charged. Choose another plan or try again.",
    canRetry: true,
  },
  RATE_LIMITED: {
    title: "Too many tries",
    text: "Wait a moment, then try again.",
    canRetry: true,
  },
};

/** Says a failed call in words that help. */
export function explainFailure(failure: Failure, attempt: Attempt): ErrorText {
  const { code } = failure;
  const known = doorText(failure, attempt) ?? SAID[code];
  if (known !== undefined) return { code, ...known };
  if (failure.status === 0) {
    return {
      code: "UNREACHABLE",
      title: "No connection",
      text: "The platform does not answer. Is it running?",
      canRetry: true,
    };
  }
  if (code === "NO_INSTANCE") return { code, ...notRunning(failure) };
  if (code === "OVERLOADED") return { code, ...overload(failure) };
  if (failure.status === 503) {
    return {
      code,
      title: "Not ready yet",
      text: `It is starting or being replaced. Try again ${whenOf(failure)}.`,
      canRetry: true,
    };
  }
  if (failure.status === 404) {
    return { code, title: "Not found", text: sentence(failure.detail), canRetry: false };
  }
  return {
    code,
    title: failure.status >= 500 ? "Something went wrong" : "That did not work",
    text: sentence(failure.detail),
    canRetry: failure.status >= 500,
  };
}

function doorText(failure: Failure, attempt: Attempt): Omit<ErrorText, "code"> | undefined {
  if (attempt === "sign-in" && failure.status === 401) {
    return {
      title: "Wrong e-mail or password",
      text: "Check both, or create an account.",
      canRetry: false,
    };
  }
  if (attempt === "sign-up" && failure.status === 409) {
    return {
      title: "This e-mail is taken",
      text: "Sign in with it, or use another one.",
      canRetry: false,
    };
  }
  return undefined;
}

/** Nobody runs who could answer; the page knows who that is from what it asked. */
function notRunning({ app }: Failure): Omit<ErrorText, "code"> {
  if (app === undefined) {
    return {
      title: "A service is not running",
      text: "See which one with: netops status",
      canRetry: true,
    };
  }
  const name = app.charAt(0).toUpperCase() + app.slice(1);
  return {
    title: `${name} is not running`,
    text: `Start it with: netops start ${app}`,
    canRetry: true,
  };
}

function overload(failure: Failure): Omit<ErrorText, "code"> {
  return { title: "Very busy right now", text: `Try again ${whenOf(failure)}.`, canRetry: true };
}

function whenOf({ retryAfterS }: Failure): string {
  return retryAfterS === undefined || retryAfterS <= 1
    ? "in a moment"
    : `in ${Math.ceil(retryAfterS)} seconds`;
}

/** Errors of the house have no full stop; on a page they are sentences. */
function sentence(detail: string): string {
  const text = detail.trim();
  if (text === "") return "No reason was given.";
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
