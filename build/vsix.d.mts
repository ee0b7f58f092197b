export function filesOf(vsix: string): Map<string, Buffer>;
export function unpack(vsix: string, folder: string): string;
