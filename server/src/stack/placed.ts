import { Print } from '../model/print.ts';
import { Recent } from '../model/recent.ts';
import type { SourceFile } from '../model/snapshot.ts';
import { containerOf, containerPrint } from './container.ts';
import { allEntries, type UnitPart } from './entries.ts';
import { productOfImage, type ImageProduct } from './image.ts';
import { partsOf } from './parts.ts';
import type { Container, Located, MountedVolume, Pod } from './types.ts';

/** The keys that may set a limit. */
const LIMITS = [['Container', 'Memory'], ['Container', 'PodmanArgs'], ['Service', 'MemoryMax']] as const;

const read = new Recent<Placed>(64, ({ path }) => path, (placed) => placed.forget());

/**
 * A container and where its unit lies; what the keys of the stack lead to. What its unit says is read when somebody
 * asks, and kept while it is among those asked for of late: of thousands of containers a check looks at few.
 */
export class Placed {
  private known: Container | undefined;
  /** What is summed up over many containers, so that nothing is read for it. The limit in bytes. */
  readonly limit: number | undefined;
  readonly service: string;
  /** The names in `After=` as written, with blanks between them. */
  readonly after: string;
  /** The known program that its image is of. */
  readonly product: ImageProduct | undefined;

  /** `dropIns` in the order in which they are read. */
  constructor(
    private readonly file: SourceFile,
    private readonly dropIns: readonly SourceFile[],
  ) {
    const { memory, service, relations, image } = this.container;
    this.limit = memory?.value;
    this.service = service;
    this.product = image === undefined ? undefined : productOfImage(image.value);
    let after = '';
    for (const { value } of relations.After) after += after === '' ? value : ` ${value}`;
    this.after = after;
  }

  get path(): string {
    return this.file.path;
  }

  get uri(): string {
    return this.file.uri;
  }

  get container(): Container {
    if (this.known !== undefined) return this.known;
    this.known = containerOf(this.parts(), this.file.name);
    read.add(this);
    return this.known;
  }

  /** Changes where the container does, but for its places. */
  get print(): number {
    return containerPrint(this.parts());
  }

  /** Changes where the limit does, or the line that says it. */
  get limitPrint(): number {
    const print = new Print();
    const parts = this.parts();
    for (const [section, key] of LIMITS) for (const { uri, entry } of allEntries(parts, section, key)) print.add(uri).add(entry.value);
    return print.value;
  }

  private parts(): UnitPart[] {
    return partsOf(this.file, this.dropIns);
  }

  forget(): void {
    this.known = undefined;
  }
}

/** A container with one of its mounts, by its number. */
export class PlacedMount {
  constructor(
    private readonly placed: Placed,
    private readonly index: number,
  ) {}

  get path(): string {
    return this.placed.path;
  }

  get container(): Container {
    return this.placed.container;
  }

  get volume(): Located<MountedVolume> {
    return this.placed.container.volumes[this.index]!;
  }
}

/** The same for a pod, whose ports and networks its containers share. */
export interface PlacedPod {
  readonly path: string;
  readonly uri: string;
  readonly pod: Pod;
}
