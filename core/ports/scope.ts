/** Carries something through everything that a piece of work calls and awaits. */
export interface Scope<T> {
  run<R>(carried: T, work: () => R): R;
  current(): T | undefined;
}
