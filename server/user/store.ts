import { NetopsError } from "@netops/core";
import type { AccountRecord, Revocation } from "@netops/core/contracts";
import { type Account, voidTokens } from "./account.ts";
import type { Outbox } from "./outbox.ts";
import type { RefreshFamily } from "./refresh_family.ts";

/** What the store works with. */
export interface UserStoreOptions {
  readonly kv: Deno.Kv;
  readonly outbox: Outbox;
  /** How long a revocation is remembered: as long as an access token lives, and some more. */
  readonly rememberRevocationMs: number;
}

/** A value and the state it was read in. */
export interface Stored<T> {
  readonly value: T;
  readonly versionstamp: string;
}

/** A family and when the database may forget it. */
export interface FamilyWrite {
  readonly family: RefreshFamily;
  readonly expireInMs: number;
}

/** The most sign-ins of one account that are kept; the oldest one ends with the next. */
export const MOST_FAMILIES = 50;

const TRIES = 10;

/**
 * Accounts, refresh families and revocations in the database `user`.
 *
 * ```text
 * account/<id>  email/<email> → id  family/<account>/<id>  revocation/<account>  outbox/…  keys/<run>
 * ```
 *
 * Every change checks what it was decided on. Deno's client sends a commit again whose answer got lost,
 * so one that failed its checks may have been made by ourselves: that is looked up.
 */
export class UserStore {
  readonly #options: UserStoreOptions;

  /** Opens nothing: the database is open. */
  constructor(options: UserStoreOptions) {
    this.#options = options;
  }

  /** Finds an account; undefined when there is none. */
  async find(id: string): Promise<Stored<Account> | undefined> {
    return stored(await this.#kv.get<Account>(["account", id]));
  }

  /** Finds an account by its e-mail in lower case. */
  async findByEmail(email: string): Promise<Stored<Account> | undefined> {
    const { value: id } = await this.#kv.get<string>(["email", email]);
    return id === null ? undefined : await this.find(id);
  }

  /** Creates an account with its first family; false when the e-mail is taken. */
  async create(account: Account, { family, expireInMs }: FamilyWrite): Promise<boolean> {
    const email = ["email", account.email];
    const commit = this.#kv.atomic()
      .check({ key: email, versionstamp: null })
      .set(email, account.id)
      .set(["account", account.id], account)
      .set(familyKey(family), family, { expireIn: expireInMs });
    const { ok } = await this.#tell(commit, account, {
      type: "created",
      tsMs: account.createdAtMs,
    });
    return ok || (await this.#kv.get<string>(email)).value === account.id;
  }

  /** Changes an account by a pure function. @throws {NetopsError} UNAUTHENTICATED when it is gone. */
  async change(id: string, change: (account: Account) => Account): Promise<Account> {
    let wanted: string | undefined;
    return await persist(async () => {
      const found = await this.#require(id);
      // The commit before was ours although nobody told us: doing it twice would be wrong.
      if (JSON.stringify(found.value) === wanted) return found.value;
      const account = change(found.value);
      wanted = JSON.stringify(account);
      const { ok } = await this.#kv.atomic().check(checkOf(found)).set(["account", id], account)
        .commit();
      return ok ? account : undefined;
    });
  }

  /** Adds a family, if the account is still as it was read; the oldest ones beyond the most end. */
  async addFamily(account: Stored<Account>, write: FamilyWrite): Promise<boolean> {
    const { family, expireInMs } = write;
    const known = await this.families(account.value.id);
    const commit = this.#kv.atomic().check(checkOf(account))
      .set(familyKey(family), family, { expireIn: expireInMs });
    for (const old of known.slice(0, Math.max(0, known.length + 1 - MOST_FAMILIES))) {
      commit.delete(familyKey(old));
    }
    return (await commit.commit()).ok;
  }

  /** The families of an account, oldest first: their ids begin with their time. */
  async families(account: string): Promise<RefreshFamily[]> {
    const entries = this.#kv.list<RefreshFamily>({ prefix: ["family", account] }, {
      limit: 2 * MOST_FAMILIES,
    });
    return (await Array.fromAsync(entries)).map(({ value }) => value);
  }

  /** Finds a family. */
  async findFamily(account: string, id: string): Promise<Stored<RefreshFamily> | undefined> {
    return stored(await this.#kv.get<RefreshFamily>(["family", account, id]));
  }

  /** Replaces a family, if it and its account are still as they were read. */
  async replaceFamily(
    account: Stored<Account>,
    family: Stored<RefreshFamily>,
    write: FamilyWrite,
  ): Promise<boolean> {
    const key = familyKey(write.family);
    const { ok } = await this.#kv.atomic()
      .check(checkOf(account), { key, versionstamp: family.versionstamp })
      .set(key, write.family, { expireIn: write.expireInMs })
      .commit();
    return ok;
  }

  /** Ends one family. */
  async endFamily(account: string, id: string): Promise<void> {
    await this.#kv.delete(["family", account, id]);
  }

  /** Ends all families, makes all access tokens void, and tells so. */
  async revoke(id: string, nowMs: number): Promise<void> {
    const families = await this.families(id);
    await this.#void(id, { nowMs, ends: families });
  }

  /** Ends one family whose token was stolen, makes the access tokens void, and tells so. */
  async revokeFamily(family: RefreshFamily, nowMs: number): Promise<void> {
    await this.#void(family.account, { nowMs, ends: [family] });
  }

  /** Forgets an account with all that belongs to it, and tells so. */
  async erase(id: string, nowMs: number): Promise<void> {
    let isTried = false;
    await persist(async () => {
      const [found, families] = await Promise.all([this.find(id), this.families(id)]);
      if (found === undefined && isTried) return true;
      if (found === undefined) throw isGone();
      isTried = true;
      const account = voidTokens(found.value, nowMs);
      const commit = this.#kv.atomic().check(checkOf(found))
        .delete(["account", id])
        .delete(["email", account.email]);
      for (const family of families) commit.delete(familyKey(family));
      const { ok } = await this.#tell(this.#remember(commit, account), account, {
        type: "erased",
        notBeforeS: account.notBeforeS,
        tsMs: nowMs,
      });
      return ok ? true : undefined;
    });
  }

  /** The revocations that a living access token may have met. */
  async revocations(): Promise<Revocation[]> {
    const entries = this.#kv.list<Revocation>({ prefix: ["revocation"] });
    return (await Array.fromAsync(entries)).map(({ value }) => value);
  }

  get #kv(): Deno.Kv {
    return this.#options.kv;
  }

  async #require(id: string): Promise<Stored<Account>> {
    const found = await this.find(id);
    if (found !== undefined) return found;
    throw isGone();
  }

  async #void(
    id: string,
    { nowMs, ends }: { readonly nowMs: number; readonly ends: readonly RefreshFamily[] },
  ): Promise<void> {
    await persist(async () => {
      const found = await this.#require(id);
      const account = voidTokens(found.value, nowMs);
      const commit = this.#kv.atomic().check(checkOf(found)).set(["account", id], account);
      for (const family of ends) commit.delete(familyKey(family));
      const { ok } = await this.#tell(this.#remember(commit, account), account, {
        type: "revoked",
        notBeforeS: account.notBeforeS,
        tsMs: nowMs,
      });
      return ok ? true : undefined;
    });
  }

  #remember(commit: Deno.AtomicOperation, account: Account): Deno.AtomicOperation {
    const { id, notBeforeS } = account;
    const revocation: Revocation = { account: id, notBeforeS };
    const expireIn = this.#options.rememberRevocationMs;
    return commit.set(["revocation", id], revocation, { expireIn });
  }

  async #tell(
    commit: Deno.AtomicOperation,
    { id, country, plan }: Account,
    news: Pick<AccountRecord, "type" | "notBeforeS" | "tsMs">,
  ): Promise<{ readonly ok: boolean }> {
    const { outbox } = this.#options;
    const result = await outbox.add(commit, { account: id, country, plan, ...news }).commit();
    // Whoever changed something need not wait until everybody heard of it.
    if (result.ok) void outbox.flush();
    return result;
  }
}

function stored<T>(entry: Deno.KvEntryMaybe<T>): Stored<T> | undefined {
  const { value, versionstamp } = entry;
  return value === null || versionstamp === null ? undefined : { value, versionstamp };
}

function isGone(): NetopsError {
  return new NetopsError("UNAUTHENTICATED", "Cannot answer as the account is gone");
}

function checkOf({ value, versionstamp }: Stored<Account>): Deno.AtomicCheck {
  return { key: ["account", value.id], versionstamp };
}

function familyKey({ account, id }: Pick<RefreshFamily, "account" | "id">): Deno.KvKey {
  return ["family", account, id];
}

/** Tries a change again while others change the same; undefined means that they were first. */
async function persist<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < TRIES; tries++) {
    const result = await attempt();
    if (result !== undefined) return result;
  }
  throw new NetopsError("CONFLICT", "Cannot change the account as others keep changing it");
}
