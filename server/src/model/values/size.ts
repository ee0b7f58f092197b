/**
 * Sizes in bytes as two programs read them: systemd (`parse_size()` in its src/basic/parse-util.c) and Podman, whose
 * `--memory`, `--shm-size` and the like go through docker/go-units' `RAMInBytes`.
 */

/** systemd's suffixes, largest first; each may appear once, and only in this order (`1G 512M`). `B` and none are bytes. */
const SYSTEMD_SUFFIXES: readonly (readonly [suffix: string, power: number])[] = [['E', 6], ['P', 5], ['T', 4], ['G', 3], ['M', 2], ['K', 1], ['B', 0], ['', 0]];

const BLANK = /[ \t\n\r]*/y;
const SYSTEMD_NUMBER = /[ \t\n\r]*\+?([0-9]+)(?:\.([0-9]*))?[ \t\n\r]*/y;
const LIMIT = 2n ** 64n;

/**
 * A size in bytes as systemd reads it, base 1024: `4G`, `1.5M`, `1G 512M`, `300`. Suffixes are capital letters and
 * stand alone: `4g`, `4GB` and `4GiB` are refused. Undefined where systemd refuses it.
 */
export function parseSystemdSize(text: string): number | undefined {
  BLANK.lastIndex = 0;
  let at = BLANK.exec(text)![0].length;
  let total = 0n;
  let next = 0;
  do {
    SYSTEMD_NUMBER.lastIndex = at;
    const number = SYSTEMD_NUMBER.exec(text);
    if (number === null) return undefined;
    at += number[0].length;
    const index = SYSTEMD_SUFFIXES.findIndex(([suffix], i) => i >= next && text.startsWith(suffix, at));
    if (index < 0) return undefined;
    const [suffix, power] = SYSTEMD_SUFFIXES[index]!;
    const factor = 1024n ** BigInt(power);
    if (number[1]!.replace(/^0+/, '').length > 20) return undefined;
    const fraction = (number[2] ?? '').slice(0, 20);
    total += BigInt(number[1]!) * factor + BigInt(Math.floor(Number(`0.${fraction}0`) * Number(factor)));
    if (total >= LIMIT) return undefined;
    at += suffix.length;
    next = index + 1;
  } while (at < text.length);
  return Number(total);
}

const PODMAN_SUFFIXES: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4, p: 1024 ** 5 };

/**
 * A size in bytes as Podman reads `Memory=`, `ShmSize=` and `--memory`: a number, at most one blank, and `b`, `k`,
 * `kb`, `kib` … up to `p`, in either case, base 1024: `4G`, `512m`, `1.5 GiB`. Undefined where Podman refuses it
 * (`4 gigs`, `-1`, nothing). A fraction of a byte is cut off.
 */
export function parsePodmanSize(text: string): number | undefined {
  const match = /^([+-]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:e[+-]?\d+)?) ?([a-z]{0,3})$/i.exec(text);
  if (match === null) return undefined;
  const number = Number(match[1]!.replaceAll('_', ''));
  if (!(number >= 0) || Object.is(number, -0)) return undefined;
  const suffix = match[2]!.toLowerCase();
  if (suffix === '' || suffix === 'b') return Math.trunc(number);
  const factor = PODMAN_SUFFIXES[suffix[0]!];
  if (factor === undefined || !['', 'b', 'ib'].includes(suffix.slice(1))) return undefined;
  const bytes = Math.trunc(number * factor);
  return bytes < 2 ** 63 ? bytes : undefined;
}

const NAMES = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;

/**
 * Bytes as a person reads them, base 1024, at most one decimal: `4 GB`, `12.5 GB`, `900 MB`, `512 bytes`, `1 byte`;
 * `infinity` where there is no limit. Rounds to the nearest tenth, and `1023.96 MB` to `1 GB`.
 */
export function formatBytes(bytes: number): string {
  if (bytes === Infinity) return 'infinity';
  if (bytes < 0) return `-${formatBytes(-bytes)}`;
  if (bytes === 1) return '1 byte';
  let value = bytes;
  let step = 0;
  while (step < NAMES.length - 1 && Math.round(value * 10) / 10 >= 1024) {
    value /= 1024;
    step++;
  }
  return `${Math.round(value * 10) / 10} ${NAMES[step]}`;
}

/** Bytes with thousands separated: `943,718,400 bytes`. */
export const formatExactBytes = (bytes: number): string => `${String(bytes).replace(/\B(?=(\d{3})+$)/g, ',')} bytes`;
