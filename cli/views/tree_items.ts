/** A row of a tree with what belongs below it. */
export interface TreeItem<Row> {
  readonly row: Row;
  /** How much it matters where there is little room. */
  readonly worth: number;
  readonly children: readonly TreeItem<Row>[];
}

/** A row and what stands before its name. */
export interface PrefixedRow<Row> {
  readonly prefix: string;
  readonly row: Row;
}

/**
 * Leaves out what matters least until a tree has at most `mostRows` rows; one line more is kept free for the
 * count of what is hidden. A row stays while something below it does.
 */
export function keepMostWorth<Row>(
  root: TreeItem<Row>,
  mostRows: number,
): { readonly kept: TreeItem<Row>; readonly hidden: number } {
  const all = sizeOf(root);
  if (all <= mostRows) return { kept: root, hidden: 0 };
  let kept = root;
  while (sizeOf(kept) > Math.max(1, mostRows - 1)) kept = withoutLeast(kept);
  return { kept, hidden: all - sizeOf(kept) };
}

/** Rows in order, each with the branches before its name; with `plain` only indented. */
export function treePrefixes<Row>(
  root: TreeItem<Row>,
  plain: boolean,
): readonly PrefixedRow<Row>[] {
  const rows: PrefixedRow<Row>[] = [];
  const walk = (item: TreeItem<Row>, own: string, below: string) => {
    rows.push({ prefix: own, row: item.row });
    item.children.forEach((child, at) => {
      const isLast = at === item.children.length - 1;
      const branch = plain ? "  " : isLast ? "└─ " : "├─ ";
      walk(child, below + branch, below + (plain ? "  " : isLast ? "   " : "│  "));
    });
  };
  walk(root, "", "");
  return rows;
}

/** The tree without the last of its leaves that matter least. */
function withoutLeast<Row>(root: TreeItem<Row>): TreeItem<Row> {
  const leaves = leavesOf(root).filter((leaf) => leaf !== root);
  const least = Math.min(...leaves.map(({ worth }) => worth));
  const gone = leaves.findLast(({ worth }) => worth === least);
  const prune = (item: TreeItem<Row>): TreeItem<Row> => ({
    ...item,
    children: item.children.filter((child) => child !== gone).map(prune),
  });
  return prune(root);
}

function leavesOf<Row>(item: TreeItem<Row>): readonly TreeItem<Row>[] {
  return item.children.length === 0 ? [item] : item.children.flatMap(leavesOf);
}

function sizeOf<Row>(item: TreeItem<Row>): number {
  return item.children.reduce((sum, child) => sum + sizeOf(child), 1);
}
