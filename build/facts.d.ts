/**
 * A table of facts (`*.facts.json`). The bundle carries it as a string; the first call parses it, later calls return
 * the same object, so that a language that no file uses costs nothing.
 */
declare module '*.facts.json' {
  const load: () => unknown;
  export default load;
}
