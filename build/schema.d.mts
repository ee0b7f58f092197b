/** The schema of `.quadlet-stack.json` with every rule by name. */
export const configSchema: () => Promise<Record<string, unknown>>;
