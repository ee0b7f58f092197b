export interface Table {
  readonly file: string;
  readonly data: Record<string, Record<string, unknown>>;
  set(name: string, properties: object): void;
  add(name: string, properties: object): void;
  save(): void;
}
export function openTable(file: string): Table;
