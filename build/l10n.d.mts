export const BUNDLE: string;
export function bundleOf(folder: string): Record<string, string>;
