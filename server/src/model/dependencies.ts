import { Ints } from './ints.ts';

const NONE = -1;
const FIRST_LISTS = 1024;

/**
 * Who asked for which keys, for hundreds of thousands of questions: four numbers each. Keys are known by their hashes;
 * two keys with one hash make somebody look again in vain, and nobody miss a change.
 */
export class Dependencies {
  private readonly ids = new Map<string, number>();
  private readonly names: (string | undefined)[] = [];
  private readonly unusedIds: number[] = [];
  /** Owner → its first question. */
  private readonly firstOf = new Ints();
  /** Hash, cut to the size of the table → the first question of those. */
  private heads = new Int32Array(FIRST_LISTS).fill(NONE);
  private readonly keys = new Ints();
  private readonly owners = new Ints();
  private readonly nextOfKey = new Ints();
  private readonly nextOfOwner = new Ints();
  private used = 0;
  private free = NONE;

  get size(): number {
    return this.ids.size;
  }

  clear(): void {
    for (const owner of [...this.ids.keys()]) this.forget(owner);
  }

  /** The names of all owners that have asked for something. */
  owned(): Iterable<string> {
    return this.ids.keys();
  }

  /** Replaces what an owner has asked for. Mostly it is the same as before. */
  set(owner: string, asked: ReadonlySet<number>): void {
    const known = this.ids.get(owner);
    if (known !== undefined && this.isSame(known, asked)) return;
    const id = known ?? this.newId(owner);
    if (known !== undefined) this.unlink(known);
    for (const key of asked) this.link(id, key);
  }

  forget(owner: string): void {
    const id = this.ids.get(owner);
    if (id === undefined) return;
    this.unlink(id);
    this.ids.delete(owner);
    this.names[id] = undefined;
    this.unusedIds.push(id);
  }

  /** Calls `each` with the owners that asked for a key. */
  askersOf(key: number, each: (owner: string) => void): void {
    for (let at = this.heads[this.bucket(key)]!; at !== NONE; at = this.nextOfKey.at(at)) {
      if (this.keys.at(at) === key) each(this.names[this.owners.at(at)]!);
    }
  }

  /** Calls `each` with what an owner asked for. */
  keysOf(owner: string, each: (key: number) => void): void {
    const id = this.ids.get(owner);
    if (id === undefined) return;
    for (let at = this.firstOf.at(id); at !== NONE; at = this.nextOfOwner.at(at)) each(this.keys.at(at));
  }

  private isSame(id: number, asked: ReadonlySet<number>): boolean {
    let count = 0;
    for (let at = this.firstOf.at(id); at !== NONE; at = this.nextOfOwner.at(at)) {
      if (!asked.has(this.keys.at(at))) return false;
      count++;
    }
    return count === asked.size;
  }

  private newId(owner: string): number {
    const id = this.unusedIds.pop() ?? this.names.length;
    this.ids.set(owner, id);
    this.names[id] = owner;
    this.firstOf.put(id, NONE);
    return id;
  }

  private bucket(key: number): number {
    return (key ^ (key >>> 15)) & (this.heads.length - 1);
  }

  private link(id: number, key: number): void {
    let at = this.free;
    if (at !== NONE) this.free = this.nextOfKey.at(at);
    else {
      if (this.used >= 2 * this.heads.length) this.spread();
      at = this.used++;
    }
    this.keys.put(at, key);
    this.owners.put(at, id);
    this.putFirst(at);
    this.nextOfOwner.put(at, this.firstOf.at(id));
    this.firstOf.put(id, at);
  }

  private unlink(id: number): void {
    for (let at = this.firstOf.at(id); at !== NONE; ) {
      const bucket = this.bucket(this.keys.at(at));
      let before = NONE;
      for (let other = this.heads[bucket]!; other !== at; other = this.nextOfKey.at(other)) before = other;
      if (before === NONE) this.heads[bucket] = this.nextOfKey.at(at);
      else this.nextOfKey.put(before, this.nextOfKey.at(at));
      const next = this.nextOfOwner.at(at);
      this.nextOfKey.put(at, this.free);
      this.free = at;
      at = next;
    }
    this.firstOf.put(id, NONE);
  }

  /** Twice as many lists of questions. Nothing is free where they are too long. */
  private spread(): void {
    this.heads = new Int32Array(this.heads.length * 2).fill(NONE);
    for (let at = 0; at < this.used; at++) this.putFirst(at);
  }

  private putFirst(at: number): void {
    const bucket = this.bucket(this.keys.at(at));
    this.nextOfKey.put(at, this.heads[bucket]!);
    this.heads[bucket] = at;
  }
}
