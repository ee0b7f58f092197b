/** The pages of `docs/rules` as Markdown, by rule id. */
declare module 'quadlet-stack:rule-pages' {
  const pages: () => Readonly<Record<string, string>>;
  export default pages;
}

/** The version of the package: `1.2.3`. */
declare module 'quadlet-stack:version' {
  const version: string;
  export default version;
}
