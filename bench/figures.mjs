// Medians, ratios with their bounds, and how they are shown.

export function median(values) {
  return quantile(values, 0.5);
}
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}

/** The list, begun at another place in each round. */
export const rotated = (list, round) => [...list.slice(round % list.length), ...list.slice(0, round % list.length)];

const BLOCKS = 5;

/**
 * How the slowest answers of two compare. What else the machine does strikes now this one, now that one: of five
 * stretches of the run the middle ratio counts.
 */
export function tailRatio(mine, floor) {
  const block = (values, i) => values.slice(Math.floor((values.length * i) / BLOCKS), Math.floor((values.length * (i + 1)) / BLOCKS));
  return median(Array.from({ length: BLOCKS }, (_, i) => quantile(block(mine, i), 0.99) / quantile(block(floor, i), 0.99)));
}

/** Collects what was measured: rows of a table, and ratios that have to hold. */
export function report() {
  const rows = [];
  const bounds = [];
  return {
    row(what, server, samples) {
      rows.push({ what, server, p50: median(samples), p99: quantile(samples, 0.99), count: samples.length });
    },
    value(what, value, unit) {
      rows.push({ what, value, unit });
    },
    /** `value` must be at most `most`. */
    bound(what, value, most, unit = '×') {
      bounds.push({ what, value, most, unit, holds: value <= most });
    },
    rows,
    bounds,
    print(log) {
      const digits = (n) => (n === undefined || Number.isNaN(n) ? '–' : n >= 100 ? n.toFixed(0) : n.toFixed(2));
      log(`\n${'what'.padEnd(54)}${'server'.padEnd(36)}${'p50 ms'.padStart(9)}${'p99 ms'.padStart(9)}${'n'.padStart(6)}`);
      for (const row of rows) {
        if (row.server !== undefined) log(`${row.what.padEnd(54)}${row.server.padEnd(36)}${digits(row.p50).padStart(9)}${digits(row.p99).padStart(9)}${String(row.count).padStart(6)}`);
        else log(`${row.what.padEnd(90)}${digits(row.value).padStart(9)} ${row.unit}`);
      }
      log(`\n${'bound'.padEnd(80)}${'is'.padStart(9)}${'at most'.padStart(10)}`);
      for (const { what, value, most, unit, holds } of bounds) log(`${what.padEnd(80)}${`${digits(value)}${unit}`.padStart(9)}${`${digits(most)}${unit}`.padStart(10)}  ${holds ? 'ok' : 'MISSED'}`);
    },
  };
}
