import { NetopsError } from "@netops/core";
import type { LoadWords } from "./read_load_order.ts";

/** Refuses options that do not go together. @throws {NetopsError} USAGE */
export function refuseLoad({ options }: LoadWords): void {
  const { detach, withAfter } = options;
  const isBeside = (options.with ?? []).length > 0;
  if (detach && isBeside) {
    throw new NetopsError("USAGE", "Cannot run something beside a load that nobody follows", {
      fix: "leave --detach out, or start the other yourself: netops chaos run NAME",
    });
  }
  if (detach && (options.report ?? []).length > 0) {
    throw new NetopsError("USAGE", "Cannot write reports of a load that nobody follows", {
      fix: "netops load report, when it is over",
    });
  }
  if (withAfter === undefined || isBeside) return;
  throw new NetopsError("USAGE", "--with-after says when --with begins, and there is none", {
    fix: "--with chaos:NAME",
  });
}
