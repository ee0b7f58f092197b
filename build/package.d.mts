export function packageExtension(options?: { out?: string; baseContentUrl?: string; baseImagesUrl?: string }): Promise<{ file: string; size: number }>;
export function page(readme: string, options: { hasAddress: boolean }): string;
