/** What a table holds under a word; `constructor` and the like, which every object inherits, are words as any other. */
export const own = <T>(table: Readonly<Record<string, T>> | undefined, word: string): T | undefined => (table !== undefined && Object.hasOwn(table, word) ? table[word] : undefined);
