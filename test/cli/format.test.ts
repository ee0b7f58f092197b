import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOf, folderOf, run } from './run.ts';

const UNTIDY = `//- a.container
[Container]
Image = docker.io/library/nginx:1.27   


PublishPort =8080:80
//- sub dir/redis.conf
maxmemory    100mb   
//- tidy.volume
[Volume]
`;

describe('format', () => {
  it('names what it would change with --check, and changes nothing', () => {
    const folder = folderOf(UNTIDY);
    const before = filesOf(folder);
    expect(run(folder, ['format', '--check'])).toEqual({ status: 1, stdout: 'not formatted: a.container\nnot formatted: sub dir/redis.conf\n3 files, 2 to format\n', stderr: '' });
    expect(filesOf(folder)).toEqual(before);
  });

  it('rewrites files, and finds nothing to do afterwards', () => {
    const folder = folderOf(UNTIDY);
    expect(run(folder, ['format'])).toEqual({ status: 0, stdout: 'formatted: a.container\nformatted: sub dir/redis.conf\n3 files, 2 formatted\n', stderr: '' });
    expect(filesOf(folder)).toMatchInlineSnapshot(`
      {
        "a.container": "[Container]
      Image=docker.io/library/nginx:1.27

      PublishPort=8080:80
      ",
        "sub dir/redis.conf": "maxmemory 100mb
      ",
        "tidy.volume": "[Volume]
      ",
      }
    `);
    expect(run(folder, ['format'])).toEqual({ status: 0, stdout: '3 files, nothing to format\n', stderr: '' });
    expect(run(folder, ['format', '--check'])).toEqual({ status: 0, stdout: '3 files, nothing to format\n', stderr: '' });
  });

  it('takes single files', () => {
    const folder = folderOf(UNTIDY);
    expect(run(folder, ['format', 'sub dir/redis.conf'])).toEqual({ status: 0, stdout: 'formatted: sub dir/redis.conf\n1 file, 1 formatted\n', stderr: '' });
  });

  it('leaves a file that is not UTF-8 as it is, and does not count it', () => {
    const folder = folderOf('//- a.volume\n//- b.volume\n[Volume]\nLabel = x\n');
    fs.writeFileSync(path.join(folder, 'a.volume'), Buffer.from('[Volume]\nLabel = caf\xe9\n', 'latin1'));
    expect(run(folder, ['format'])).toEqual({ status: 2, stdout: 'formatted: b.volume\n2 files, 1 formatted\n', stderr: 'quadlet-stack: a.volume: not written: it is not UTF-8, or was changed meanwhile\n' });
    expect(fs.readFileSync(path.join(folder, 'a.volume'), 'latin1')).toBe('[Volume]\nLabel = caf\xe9\n');
    expect(run(folder, ['format'])).toMatchObject({ status: 2, stdout: '2 files, 0 formatted\n' });
  });

  it('writes a file once that has several names, and keeps a byte order mark and line ends', () => {
    const folder = folderOf('//- web@.container\n\ufeff[Container]\r\nImage = docker.io/library/nginx:1.27   \r\n');
    fs.symlinkSync('web@.container', path.join(folder, 'web@1.container'));
    expect(run(folder, ['format', '--check'])).toEqual({ status: 1, stdout: 'not formatted: web@.container\n2 files, 1 to format\n', stderr: '' });
    expect(run(folder, ['format'])).toEqual({ status: 0, stdout: 'formatted: web@.container\n2 files, 1 formatted\n', stderr: '' });
    expect(filesOf(folder)).toEqual({ 'web@.container': '\ufeff[Container]\r\nImage=docker.io/library/nginx:1.27\r\n' });
    expect(fs.lstatSync(path.join(folder, 'web@1.container')).isSymbolicLink()).toBe(true);
  });
});
