/**
 * Go's sort (pattern-defeating quicksort, as `sort.Slice` and `slices.SortFunc` share it), which the generator orders
 * its units with. It is not stable beyond twelve elements, so to print a folder as Podman does it must be this one.
 */
export function sortLikeGo<T>(list: readonly T[], key: (item: T) => number): T[] {
  const items = [...list];
  const keys = items.map(key);
  const data: Sortable = {
    less: (i, j) => keys[i]! < keys[j]!,
    swap: (i, j) => {
      [items[i], items[j]] = [items[j]!, items[i]!];
      [keys[i], keys[j]] = [keys[j]!, keys[i]!];
    },
  };
  quicksort(data, 0, items.length, bitLength(items.length));
  return items;
}

interface Sortable {
  less(i: number, j: number): boolean;
  swap(i: number, j: number): void;
}

/** Up to this many elements insertion sort is used, which keeps the order of equals. */
const SHORT = 12;

const bitLength = (n: number): number => (n === 0 ? 0 : 32 - Math.clz32(n));

function quicksort(data: Sortable, from: number, to: number, limit: number): void {
  let a = from;
  let b = to;
  let rest = limit;
  let wasBalanced = true;
  let wasPartitioned = true;
  for (;;) {
    const length = b - a;
    if (length <= SHORT) return insertionSort(data, a, b);
    if (rest === 0) return heapSort(data, a, b);
    if (!wasBalanced) {
      breakPatterns(data, a, b);
      rest--;
    }
    let { pivot, hint } = choosePivot(data, a, b);
    if (hint === 'decreasing') {
      for (let i = a, j = b - 1; i < j; i++, j--) data.swap(i, j);
      pivot = b - 1 - (pivot - a);
      hint = 'increasing';
    }
    if (wasBalanced && wasPartitioned && hint === 'increasing' && partialInsertionSort(data, a, b)) return;
    if (a > 0 && !data.less(a - 1, pivot)) {
      a = partitionEqual(data, a, b, pivot);
      continue;
    }
    const { middle, already } = partition(data, a, b, pivot);
    wasPartitioned = already;
    const left = middle - a;
    const right = b - middle;
    const threshold = length >> 3;
    if (left < right) {
      wasBalanced = left >= threshold;
      quicksort(data, a, middle, rest);
      a = middle + 1;
    } else {
      wasBalanced = right >= threshold;
      quicksort(data, middle + 1, b, rest);
      b = middle;
    }
  }
}

function insertionSort(data: Sortable, a: number, b: number): void {
  for (let i = a + 1; i < b; i++) for (let j = i; j > a && data.less(j, j - 1); j--) data.swap(j, j - 1);
}

function heapSort(data: Sortable, a: number, b: number): void {
  const siftDown = (start: number, end: number): void => {
    for (let root = start; ; ) {
      let child = 2 * root + 1;
      if (child >= end) return;
      if (child + 1 < end && data.less(a + child, a + child + 1)) child++;
      if (!data.less(a + root, a + child)) return;
      data.swap(a + root, a + child);
      root = child;
    }
  };
  const length = b - a;
  for (let i = (length - 1) >> 1; i >= 0; i--) siftDown(i, length);
  for (let i = length - 1; i >= 0; i--) {
    data.swap(a, a + i);
    siftDown(0, i);
  }
}

/** Swaps three elements around the middle with others, chosen by a generator that the length seeds. */
function breakPatterns(data: Sortable, a: number, b: number): void {
  const length = b - a;
  if (length < 8) return;
  let random = BigInt(length);
  const mask = (1n << BigInt(bitLength(length))) - 1n;
  const middle = a + (length >> 2) * 2;
  for (let i = 0; i < 3; i++) {
    random = BigInt.asUintN(64, random ^ (random << 13n));
    random ^= random >> 7n;
    random = BigInt.asUintN(64, random ^ (random << 17n));
    let other = Number(random & mask);
    if (other >= length) other -= length;
    data.swap(middle - 1 + i, a + other);
  }
}

function choosePivot(data: Sortable, a: number, b: number): { pivot: number; hint: 'increasing' | 'decreasing' | 'unknown' } {
  const length = b - a;
  const quarter = length >> 2;
  let swaps = 0;
  const median = (x: number, y: number, z: number): number => {
    let [first, second, third] = [x, y, z];
    if (data.less(second, first)) { swaps++; [first, second] = [second, first]; }
    if (data.less(third, second)) { swaps++; [second, third] = [third, second]; }
    if (data.less(second, first)) { swaps++; [first, second] = [second, first]; }
    return second;
  };
  let [i, j, k] = [a + quarter, a + quarter * 2, a + quarter * 3];
  if (length >= 50) {
    i = median(i - 1, i, i + 1);
    j = median(j - 1, j, j + 1);
    k = median(k - 1, k, k + 1);
  }
  const pivot = median(i, j, k);
  return { pivot, hint: swaps === 0 ? 'increasing' : swaps === 12 ? 'decreasing' : 'unknown' };
}

/** Sorts what is sorted but for a few neighbours; gives up, and says so, otherwise. */
function partialInsertionSort(data: Sortable, a: number, b: number): boolean {
  let i = a + 1;
  for (let step = 0; step < 5; step++) {
    while (i < b && !data.less(i, i - 1)) i++;
    if (i === b) return true;
    if (b - a < 50) return false;
    data.swap(i, i - 1);
    if (i - a >= 2) for (let j = i - 1; j >= 1 && data.less(j, j - 1); j--) data.swap(j, j - 1);
    if (b - i >= 2) for (let j = i + 1; j < b && data.less(j, j - 1); j++) data.swap(j, j - 1);
  }
  return false;
}

function partition(data: Sortable, a: number, b: number, pivot: number): { middle: number; already: boolean } {
  data.swap(a, pivot);
  let i = a + 1;
  let j = b - 1;
  let already = true;
  for (;;) {
    while (i <= j && data.less(i, a)) i++;
    while (i <= j && !data.less(j, a)) j--;
    if (i > j) break;
    already = false;
    data.swap(i, j);
    i++;
    j--;
  }
  data.swap(j, a);
  return { middle: j, already };
}

function partitionEqual(data: Sortable, a: number, b: number, pivot: number): number {
  data.swap(a, pivot);
  let i = a + 1;
  let j = b - 1;
  for (;;) {
    while (i <= j && !data.less(a, i)) i++;
    while (i <= j && data.less(a, j)) j--;
    if (i > j) return i;
    data.swap(i, j);
    i++;
    j--;
  }
}
