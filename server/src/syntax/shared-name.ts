/** No name that means anything is longer; a line of megabytes may hold one that is. */
const LONGEST = 64;

/** More names than this have been made up by somebody: those known so far are left to the collector. */
const MOST = 4096;

const shared = new Map<string, string>();

/**
 * One string for each name that files have in common, such as `Environment`: the one that V8 keeps for the names of
 * properties, which literals are, too. Looking up and comparing names then compares addresses, not letters.
 */
export function sharedName(name: string): string {
  if (name.length > LONGEST) return name;
  const known = shared.get(name);
  if (known !== undefined) return known;
  if (shared.size >= MOST) shared.clear();
  const own = Object.keys({ [name]: 0 })[0]!;
  shared.set(own, own);
  return own;
}
