import { hashOf, otherHashOf } from './hash.ts';
import { Ints } from './ints.ts';
import type { Contribution } from './snapshot.ts';

const NONE = -1;
const FIRST_BUCKETS = 1024;

/**
 * What all files tell, by key. Ten thousand units tell a hundred thousand things, most keys are told under once: a
 * number of each kind for one of them takes a third of the memory of an object with its key, and gives the collector
 * nothing to follow.
 */
export class ContributionTable {
  private readonly firstOfOwner = new Map<string, number>();

  // One place for each key that somebody tells something under.
  private readonly hashes = new Ints();
  private readonly others = new Ints();
  private readonly firstOfKey = new Ints();
  private readonly nextInBucket = new Ints();
  private buckets = new Int32Array(FIRST_BUCKETS).fill(NONE);
  private keysUsed = 0;
  private freeKey = NONE;

  // One place for each thing told.
  private readonly keyOf = new Ints();
  private readonly nextOfKey = new Ints();
  private readonly beforeOfKey = new Ints();
  private readonly nextOfOwner = new Ints();
  private readonly prints: (string | number | undefined)[] = [];
  private readonly values: unknown[] = [];
  private free = NONE;

  /** The values told under a key, in no order that means anything. `hash` is that of the key, where it is known. */
  lookup(key: string, hash = hashOf(key)): readonly unknown[] {
    const id = this.find(hash, key);
    if (id === NONE) return NOTHING;
    const first = this.firstOfKey.at(id);
    const found = [this.values[first]];
    for (let at = this.nextOfKey.at(first); at !== NONE; at = this.nextOfKey.at(at)) found.push(this.values[at]);
    return found;
  }

  /** Takes over what `owner` tells from now on. Calls `changed` with `hashOf` each key under which others see a difference. */
  publish(owner: string, next: readonly Contribution[], changed: (key: number) => void): void {
    const first = this.firstOfOwner.get(owner) ?? NONE;
    if (this.isOfSameKeys(first, next)) this.renewAll(first, next, changed);
    else this.replace(owner, first, next, changed);
  }

  private isOfSameKeys(first: number, next: readonly Contribution[]): boolean {
    let at = first;
    for (const { key } of next) {
      if (at === NONE) return false;
      const id = this.keyOf.at(at);
      if (this.hashes.at(id) !== hashOf(key) || this.others.at(id) !== otherHashOf(key)) return false;
      at = this.nextOfOwner.at(at);
    }
    return at === NONE;
  }

  private renewAll(first: number, next: readonly Contribution[], changed: (key: number) => void): void {
    let at = first;
    for (const entry of next) {
      if (this.renew(at, entry)) changed(this.hashes.at(this.keyOf.at(at)));
      at = this.nextOfOwner.at(at);
    }
  }

  /** Gives a place its new value, whose spans may have moved; true where others can see a difference. */
  private renew(at: number, { print, value }: Contribution): boolean {
    const isSeen = this.prints[at] !== print;
    this.prints[at] = print;
    this.values[at] = value;
    return isSeen;
  }

  private replace(owner: string, first: number, next: readonly Contribution[], changed: (key: number) => void): void {
    /** Key → the places of what was told under it and is not told again so far, the first one last. */
    const old = new Map<number, number[]>();
    for (let at = first; at !== NONE; at = this.nextOfOwner.at(at)) {
      const places = old.get(this.keyOf.at(at));
      if (places === undefined) old.set(this.keyOf.at(at), [at]);
      else places.unshift(at);
    }
    const seen = new Set<number>();
    let last = NONE;
    for (const entry of next) {
      const hash = hashOf(entry.key);
      const id = this.idOf(hash, entry.key);
      let at = old.get(id)?.pop() ?? NONE;
      if (at === NONE) {
        at = this.add(id, entry);
        seen.add(hash);
      } else if (this.renew(at, entry)) seen.add(hash);
      if (last === NONE) this.firstOfOwner.set(owner, at);
      else this.nextOfOwner.put(last, at);
      last = at;
    }
    if (last === NONE) this.firstOfOwner.delete(owner);
    else this.nextOfOwner.put(last, NONE);
    for (const [id, places] of old) {
      if (places.length > 0) seen.add(this.hashes.at(id));
      for (const at of places) this.remove(at);
    }
    for (const hash of seen) changed(hash);
  }

  private add(key: number, { print, value }: Contribution): number {
    let at = this.free;
    if (at !== NONE) this.free = this.nextOfKey.at(at);
    else at = this.values.length;
    const next = this.firstOfKey.at(key);
    this.keyOf.put(at, key);
    this.nextOfKey.put(at, next);
    this.beforeOfKey.put(at, NONE);
    if (next !== NONE) this.beforeOfKey.put(next, at);
    this.firstOfKey.put(key, at);
    this.prints[at] = print;
    this.values[at] = value;
    return at;
  }

  private remove(at: number): void {
    const key = this.keyOf.at(at);
    const before = this.beforeOfKey.at(at);
    const next = this.nextOfKey.at(at);
    if (next !== NONE) this.beforeOfKey.put(next, before);
    if (before !== NONE) this.nextOfKey.put(before, next);
    else if (next !== NONE) this.firstOfKey.put(key, next);
    else this.removeKey(key);
    this.prints[at] = undefined;
    this.values[at] = undefined;
    this.nextOfKey.put(at, this.free);
    this.free = at;
  }

  private bucket(hash: number): number {
    return (hash ^ (hash >>> 15)) & (this.buckets.length - 1);
  }

  private find(hash: number, key: string): number {
    let id = this.buckets[this.bucket(hash)]!;
    // Mostly nothing is told under a key that is asked for, and its other hash is not needed.
    while (id !== NONE && (this.hashes.at(id) !== hash || this.others.at(id) !== otherHashOf(key))) id = this.nextInBucket.at(id);
    return id;
  }

  /** The number of a key, a new one where nothing is told under it yet. */
  private idOf(hash: number, key: string): number {
    const known = this.find(hash, key);
    if (known !== NONE) return known;
    let id = this.freeKey;
    if (id !== NONE) this.freeKey = this.nextInBucket.at(id);
    else {
      if (this.keysUsed >= this.buckets.length) this.spread();
      id = this.keysUsed++;
    }
    this.hashes.put(id, hash);
    this.others.put(id, otherHashOf(key));
    this.firstOfKey.put(id, NONE);
    this.putInBucket(id);
    return id;
  }

  private putInBucket(id: number): void {
    const bucket = this.bucket(this.hashes.at(id));
    this.nextInBucket.put(id, this.buckets[bucket]!);
    this.buckets[bucket] = id;
  }

  private removeKey(id: number): void {
    const bucket = this.bucket(this.hashes.at(id));
    const next = this.nextInBucket.at(id);
    if (this.buckets[bucket] === id) this.buckets[bucket] = next;
    else {
      let before = this.buckets[bucket]!;
      while (this.nextInBucket.at(before) !== id) before = this.nextInBucket.at(before);
      this.nextInBucket.put(before, next);
    }
    this.nextInBucket.put(id, this.freeKey);
    this.freeKey = id;
  }

  /** Twice as many buckets. No number of a key is free where they are too few. */
  private spread(): void {
    this.buckets = new Int32Array(this.buckets.length * 2).fill(NONE);
    for (let id = 0; id < this.keysUsed; id++) this.putInBucket(id);
  }
}

const NOTHING: readonly unknown[] = [];
