/**
 * A table of facts (`*.facts.json`). The first call reads and parses it, later calls return the same object, so that a
 * language that no file uses costs nothing. For Node it is a file beside the bundle, in the worker a string within it.
 */
declare module '*.facts.json' {
  const load: () => unknown;
  export default load;
}
