import { describe, expect, test } from 'vitest';
import { tokenize, type Token } from './tokenize.ts';

const words = (line: readonly Token[] | undefined): string => (line ?? []).map(({ text, scope }) => `${text}‹${scope}›`).join(' ');
const check = async (text: string, ...expected: string[]): Promise<void> => {
  const lines = await tokenize('quadlet', text);
  expect(lines.map(words)).toEqual(expected);
};
const key = (name: string): string => `${name}‹support.type.property-name› =‹keyword.operator.assignment›`;
const continued = '\\‹punctuation.separator.continuation›';

describe('quadlet grammar', () => {
  test('a section', () => check('[Container]', '[‹punctuation.section.brackets.begin› Container‹entity.name.type.section› ]‹punctuation.section.brackets.end›'));
  test('both comment characters', () => check('# one\n; two', '#‹punctuation.definition.comment›  one‹comment.line›', ';‹punctuation.definition.comment›  two‹comment.line›'));
  test('the line between the units of a .quadlets file', () => check('---', '---‹keyword.control.separator›'));
  test('a size', () => check('Memory=4G', `${key('Memory')} 4G‹constant.numeric.size›`));
  test('a percentage', () => check('CPUQuota=200%', `${key('CPUQuota')} 200%‹constant.numeric.percent›`));
  test('a duration of several parts, and the line after it', () =>
    check('HealthInterval=1min 30s\nRetries=3', `${key('HealthInterval')} 1min 30s‹constant.numeric.duration›`, `${key('Retries')} 3‹constant.numeric›`));
  test('a boolean, and the line after it', () =>
    check('ReadOnly=true\nInit=no', `${key('ReadOnly')} true‹constant.language.boolean›`, `${key('Init')} no‹constant.language.boolean›`));
  test('an image with registry, port, tag and digest', () =>
    check(
      'Image=reg.example.com:5000/team/app:1.2-slim@sha256:0abc',
      `${key('Image')} reg.example.com:5000‹entity.name.namespace.registry› /‹punctuation.separator.path› team/app‹string.unquoted.image› :‹punctuation.separator.tag› 1.2-slim‹constant.other.tag› @‹punctuation.separator.digest› sha256:0abc‹constant.other.digest›`,
    ));
  test('an image that a unit builds', () => check('Image=app.build', `${key('Image')} app.build‹support.class.unit›`));
  test('unit names, templates and specifiers', () =>
    check('After=postgres.service web@%i.service', `${key('After')} postgres.service‹support.class.unit› web@‹support.class.unit› %i‹constant.other.placeholder.specifier› .service‹support.class.unit›`));
  test('a specifier in a path', () => check('Volume=%h/data:/data', `${key('Volume')} %h‹constant.other.placeholder.specifier› /data‹string.unquoted› :‹› /data‹string.unquoted›`));
  test('two variables, as systemd splits them', () =>
    check(
      'Environment=A=--x=1 B=C',
      `${key('Environment')} A‹variable.other.assigned› =‹keyword.operator.assignment› --x‹string.unquoted› =‹› 1‹constant.numeric› B‹variable.other.assigned› =‹keyword.operator.assignment› C‹string.unquoted›`,
    ));
  test('a quoted assignment is one', () =>
    check('Environment="A=b c"', `${key('Environment')} "‹string.quoted.double› A‹variable.other.assigned› =‹keyword.operator.assignment› b c‹string.quoted.double› "‹string.quoted.double›`));
  test('a command line over several lines', () =>
    check(
      'Exec=postgres \\\n  -c work_mem=64MB \\\n# why\n  --port ${PORT}\nUser=a',
      `${key('Exec')} postgres‹entity.name.function.program› ${continued}`,
      `-c‹entity.other.attribute-name.option› work_mem‹variable.parameter.setting› =‹keyword.operator.assignment› 64MB‹constant.numeric.size› ${continued}`,
      '#‹punctuation.definition.comment›  why‹comment.line›',
      '--port‹entity.other.attribute-name.option› ${PORT}‹variable.other.environment›',
      `${key('User')} a‹string.unquoted›`,
    ));
  test('a dollar that is escaped', () => check('Exec=a $$b', `${key('Exec')} a‹entity.name.function.program› $$‹constant.character.escape.dollar› b‹string.unquoted›`));
  test('quotes with escapes', () =>
    check('Exec=sh "a\\tb" \'c d\'', `${key('Exec')} sh‹entity.name.function.program› "‹string.quoted.double› a‹string.quoted.double› \\t‹constant.character.escape› b‹string.quoted.double› "‹string.quoted.double› '‹string.quoted.single› c d‹string.quoted.single› '‹string.quoted.single›`));
  test('an apostrophe in a word opens no string', () => check('Description=It\'s fine\nAfter=', `${key('Description')} It‹string.unquoted› '‹› s‹string.unquoted› fine‹string.unquoted›`, key('After')));
  test('an unclosed quote ends with its line', () =>
    check('Label="a=b\n[Service]', `${key('Label')} "‹string.quoted.double› a=b‹string.quoted.double›`, '[‹punctuation.section.brackets.begin› Service‹entity.name.type.section› ]‹punctuation.section.brackets.end›'));
  test('an empty line ends a continuation', () => check('After=a \\\n\n# b', `${key('After')} a‹string.unquoted› ${continued}`, '', '#‹punctuation.definition.comment›  b‹comment.line›'));
});
