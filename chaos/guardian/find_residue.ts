import type { HeldFaultView, PsInstance, Residue } from "@netops/core/contracts";
import type { SideWire } from "./sides/side_wire.ts";
import { isGone } from "./sides/side_wire.ts";

/** What looking for residue works with. */
export interface ResidueOptions {
  readonly wire: SideWire;
  readonly fleetUrl: string;
  /** Ids of faults that may be there. */
  readonly known: ReadonlySet<string>;
  /** Links and proxies that no fault holds. */
  readonly links: () => Promise<Residue[]>;
}

interface FleetFault {
  readonly id: string;
  readonly kind: string;
  readonly instance: string;
  readonly isLeft?: true;
}

/** Looks at every side for effects of faults that nobody owns, and for what an undo left. */
export async function findResidue(options: ResidueOptions): Promise<Residue[]> {
  const { wire, fleetUrl } = options;
  const [{ faults }, { instances }, ofLinks] = await Promise.all([
    wire.ask<{ faults: FleetFault[] }>({ method: "GET", url: `${fleetUrl}/v1/faults` }),
    wire.ask<{ instances: PsInstance[] }>({ method: "GET", url: `${fleetUrl}/v1/instances` }),
    options.links(),
  ]);
  const ofFleet = faults.filter(({ id }) => !options.known.has(id)).map((fault): Residue => ({
    what: `${fault.kind} ${fault.id}${
      fault.isLeft ? ", ended but still to be seen" : ", owned by nobody"
    }`,
    where: fault.instance,
    fix: `netops restart ${fault.instance}`,
  }));
  // One that hangs may hold something too: it is asked, whatever its checks say.
  const ours = instances.filter(({ adminUrl, app }) =>
    adminUrl !== undefined && !["fleet", "keeper"].includes(app)
  );
  const ofServices = await Promise.all(ours.map((instance) => residueAt(instance, options)));
  return [...ofFleet, ...ofLinks, ...ofServices.flat()];
}

async function residueAt(
  { id, adminUrl }: PsInstance,
  { wire, known }: ResidueOptions,
): Promise<Residue[]> {
  try {
    const url = `${adminUrl ?? ""}/faults`;
    const { faults } = await wire.ask<{ faults: HeldFaultView[] }>({ method: "GET", url });
    return faults.filter((fault) => !known.has(fault.id)).map((fault) => ({
      what: `${fault.kind} ${fault.id}, owned by nobody`,
      where: id,
      fix: `netops restart ${id}`,
    }));
  } catch (thrown) {
    if (isGone(thrown)) return [];
    return [{ what: "an instance that cannot be asked", where: id, fix: `netops restart ${id}` }];
  }
}
