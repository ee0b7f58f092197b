import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BUNDLE, bundleOf } from '../../build/l10n.mjs';

const json = (file: string): Record<string, unknown> => JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;

/** Every text in a value that stands under one of the keys that people read: `path: text`. */
function* shownTexts(value: unknown, path = ''): Generator<[string, string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (typeof part === 'string' && /^(displayName|description|markdownDescription|title|category|patternErrorMessage|deprecationMessage|markdownDeprecationMessage|altText|contents)$/.test(key)) yield [here, part];
    else if (/^(markdownEnumDescriptions|enumDescriptions|enumItemLabels)$/.test(key)) for (const [index, text] of (part as string[]).entries()) yield [`${here}.${index}`, text];
    else yield* shownTexts(part, here);
  }
}

describe('texts of package.json', () => {
  // npm shows the description of the whole as it stands there.
  const texts = [...shownTexts(json('package.json'))].filter(([path]) => path !== 'description');

  test('each stands in package.nls.json, for translators', () => {
    expect(texts.length).toBeGreaterThan(40);
    expect(texts.filter(([, text]) => !/^%[\w.]+%$/.test(text))).toEqual([]);
  });

  test('package.nls.json has these and no others', () => {
    expect(Object.keys(json('package.nls.json')).sort()).toEqual([...new Set(texts.map(([, text]) => text.slice(1, -1)))].sort());
    expect(Object.entries(json('package.nls.json')).filter(([, text]) => typeof text !== 'string' || text.trim() === '')).toEqual([]);
  });
});

test('the texts of the client are in the bundle for translators (npm run l10n)', () => {
  expect(json(BUNDLE)).toEqual(bundleOf('client/src'));
});
