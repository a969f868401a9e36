import { NetopsError } from "@netops/core";
import type { PlanName } from "@netops/core/contracts";

/** One of the people who share an account. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  /** Language tag of captions and sound. Source: BCP 47. */
  readonly language: string;
  /** Whether a child watches. */
  readonly kids: boolean;
}

/** What a profile can be told. */
export type ProfileChange = Omit<Profile, "id">;

/** An account as it is stored. */
export interface Account {
  /** Random hex: says nothing about its owner. */
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  /** ISO 3166-1 alpha-2, in upper case. */
  readonly country: string;
  readonly plan: PlanName;
  /** Salt and parameters included: `password_hash.ts`. */
  readonly passwordHash: string;
  readonly createdAtMs: number;
  /** Access tokens that were issued before this second are void. */
  readonly notBeforeS: number;
  readonly profiles: readonly Profile[];
}

/** An account as its owner sees it: `GET /me`. */
export interface AccountView {
  readonly account: string;
  readonly email: string;
  readonly country: string;
  readonly plan: PlanName;
  readonly profiles: readonly Profile[];
}

/** The most profiles of one account. */
export const MOST_PROFILES = 5;

/** Makes an account with a first profile, which is named like its mailbox. */
export function createAccount(
  facts: Omit<Account, "profiles" | "notBeforeS"> & { readonly profileId: string },
): Account {
  const { profileId, ...account } = facts;
  const name = account.email.split("@", 1)[0]!.slice(0, 40);
  const first = { id: profileId, name, language: "en", kids: false };
  return { ...account, notBeforeS: 0, profiles: [first] };
}

/** What the owner of an account sees of it. */
export function describeAccount(account: Account): AccountView {
  const { id, email, country, plan, profiles } = account;
  return { account: id, email, country, plan, profiles };
}

/** Adds a profile. @throws {NetopsError} CONFLICT when there are as many as there may be. */
export function addProfile(account: Account, profile: Profile): Account {
  if (account.profiles.length >= MOST_PROFILES) {
    throw new NetopsError(
      "CONFLICT",
      `Cannot add a profile as an account has at most ${MOST_PROFILES}`,
    );
  }
  return { ...account, profiles: [...account.profiles, profile] };
}

/** Changes a profile. @throws {NetopsError} NOT_FOUND */
export function changeProfile(account: Account, id: string, change: ProfileChange): Account {
  findProfile(account, id);
  const profiles = account.profiles.map((known) => known.id === id ? { ...change, id } : known);
  return { ...account, profiles };
}

/** Removes a profile. @throws {NetopsError} NOT_FOUND, or CONFLICT when it is the last one. */
export function removeProfile(account: Account, id: string): Account {
  findProfile(account, id);
  if (account.profiles.length === 1) {
    throw new NetopsError("CONFLICT", "Cannot remove the last profile of an account");
  }
  return { ...account, profiles: account.profiles.filter((known) => known.id !== id) };
}

/** Finds a profile. @throws {NetopsError} NOT_FOUND */
export function findProfile(account: Account, id: string): Profile {
  const found = account.profiles.find((known) => known.id === id);
  if (found !== undefined) return found;
  throw new NetopsError("NOT_FOUND", "Cannot find a profile of this id");
}

/**
 * Makes every access token void that was issued until now: notBefore = ⌊now⌋ + 1, in seconds.
 *
 * A token carries whole seconds, so one that is issued later in this very second is dated by
 * {@linkcode issuedAtS} to the next one.
 */
export function voidTokens(account: Account, nowMs: number): Account {
  return { ...account, notBeforeS: Math.floor(nowMs / 1000) + 1 };
}

/** When a token that is made now counts as issued: never before the account's last revocation. */
export function issuedAtS(account: Account, nowMs: number): number {
  return Math.max(Math.floor(nowMs / 1000), account.notBeforeS);
}
