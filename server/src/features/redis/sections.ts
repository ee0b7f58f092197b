import type { SourceFile } from '../../model/snapshot.ts';
import { parseRedis, type RedisLine } from '../../syntax/redis.ts';

/** A part of a file under a heading such as `######## NETWORK ########`. */
export interface RedisSection {
  readonly title: string;
  readonly heading: RedisLine;
  /** The last line that belongs to it, without blank ones at its end. */
  readonly last: RedisLine;
  readonly lines: readonly RedisLine[];
}

const HEADING = /^#{4,}\s*(\S.*?)\s*#{4,}\s*$/;

/** The sections of a file in the manner of the files that the servers ship. */
export function sectionsOf(file: SourceFile): readonly RedisSection[] {
  const { lines } = file.tree(parseRedis);
  const starts = lines.flatMap((line, i) => {
    if (line.kind !== 'comment' || line.content.end - line.content.start > 200) return [];
    const match = HEADING.exec(file.text.slice(line.content.start, line.content.end));
    return match === null ? [] : [{ index: i, title: match[1]! }];
  });
  return starts.map(({ index, title }, i) => {
    let last = (starts[i + 1]?.index ?? lines.length) - 1;
    while (last > index && lines[last]!.kind === 'blank') last--;
    return { title, heading: lines[index]!, last: lines[last]!, lines: lines.slice(index + 1, last + 1) };
  });
}
