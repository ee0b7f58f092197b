import type { SourceFile } from '../../model/snapshot.ts';
import type { UnitEntry, UnitSection } from '../../syntax/unit.ts';
import type { DocumentSymbol } from '../types.ts';
import { unitParts } from './document.ts';
import { keyInfo } from './keys.ts';
import { valueParts } from './values.ts';

/** Sections with their keys; in a `.quadlets` file below the unit that they belong to. */
export function symbols(file: SourceFile): readonly DocumentSymbol[] {
  const parts = unitParts(file);
  if (file.kind !== 'quadlets') return parts.flatMap(({ sections }) => sections.map(sectionSymbol));
  return parts.map(({ unit, type, span, nameSpan, sections }) => {
    const start = Math.min(span.start, ...sections.map((section) => section.span.start));
    const end = Math.max(span.end, ...sections.map((section) => section.span.end));
    return {
      name: unit ?? `(unit without a name)`,
      ...(type === undefined ? {} : { detail: type }),
      kind: 'file',
      start,
      end,
      selection: nameSpan ?? { start, end: start },
      children: sections.map(sectionSymbol),
    };
  });
}

function sectionSymbol(section: UnitSection): DocumentSymbol {
  return {
    name: `[${section.name}]`,
    kind: 'section',
    ...section.span,
    selection: section.header.span,
    children: section.entries.map((entry) => {
      const detail = shownValue(section.name, entry);
      return { name: entry.key === '' ? '=' : entry.key, ...(detail === undefined || detail === '' ? {} : { detail }), kind: 'key', ...entry.span, selection: entry.keySpan };
    }),
  };
}

/** Keys whose value may hold a secret, in words that are not looked into. */
const SECRET_KEYS = /^(?:Creds|DecryptionKey|Exec\w*|PodmanArgs|GlobalArgs|HealthCmd|HealthStartupCmd|ReloadCmd|Entrypoint|SetCredential\w*|BuildArg|Annotation|LogOpt|Options)$/;
const LONGEST = 80;

/** What an outline may show of a value: never what could be a password. Of assignments only the names, of commands the program. */
function shownValue(section: string, entry: UnitEntry): string | undefined {
  const info = keyInfo(section, entry.key);
  if (info === undefined) return undefined;
  if (/^(?:Environment|Label)$/.test(entry.key)) {
    const names = valueParts(section, entry.key, entry.value, info).filter(({ role }) => role === 'variable').map(({ text }) => text);
    return names.join(' ').slice(0, LONGEST);
  }
  if (entry.key === 'Exec' || info.kind === 'command') return /^[\w./-]+/.exec(entry.value)?.[0].slice(0, LONGEST);
  if (SECRET_KEYS.test(entry.key)) return undefined;
  return entry.value.slice(0, LONGEST);
}
