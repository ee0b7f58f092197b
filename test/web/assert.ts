/** What the tests use of `node:assert/strict`, for an extension host without Node. */
const show = (value: unknown): string => JSON.stringify(value, undefined, 2);

function fail(message: string | undefined, otherwise: string): never {
  throw new Error(message ?? otherwise);
}

/** A value with the keys of every object in order, so that two of the same content read the same. */
const sorted = (value: unknown): unknown =>
  typeof value !== 'object' || value === null ? value
  : Array.isArray(value) ? value.map(sorted)
  : Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, sorted(part)]));

export default {
  ok(value: unknown, message?: string): asserts value {
    if (!value) fail(message, 'it is not so');
  },
  equal(actual: unknown, expected: unknown, message?: string): void {
    if (!Object.is(actual, expected)) fail(message, `${show(actual)} is not ${show(expected)}`);
  },
  deepEqual(actual: unknown, expected: unknown, message?: string): void {
    if (show(sorted(actual)) !== show(sorted(expected))) fail(message, `${show(actual)} is not ${show(expected)}`);
  },
  notEqual(actual: unknown, expected: unknown, message?: string): void {
    if (Object.is(actual, expected)) fail(message, `it is ${show(actual)}`);
  },
  doesNotMatch(actual: string, expected: RegExp, message?: string): void {
    if (expected.test(actual)) fail(message, `${show(actual)} matches ${String(expected)}`);
  },
  match(actual: string, expected: RegExp, message?: string): void {
    if (!expected.test(actual)) fail(message, `${show(actual)} does not match ${String(expected)}`);
  },
};
