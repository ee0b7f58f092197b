/** A 32-bit hash of a text (FNV-1a); `seed` is the hash of what stands before it. */
export function hashOf(text: string, seed = 0x811c9dc5 | 0): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}

/** Another one, by another rule: two texts that agree in both are not to be found. */
export function otherHashOf(text: string, seed = 0x2545f491): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x5bd1e995) + (hash >>> 15);
  return hash | 0;
}
