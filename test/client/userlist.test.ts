import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { md5Hex } from '../../client/src/md5.ts';
import { md5Secret, quoteUserlist, scramSecret } from '../../client/src/userlist.ts';

describe('userlist entries', () => {
  test('MD5 is what Node makes, at every length around a block', () => {
    for (let length = 0; length < 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255);
      expect(md5Hex(bytes)).toBe(createHash('md5').update(bytes).digest('hex'));
    }
  });

  test('md5 secrets hash the password before the name', () => {
    expect(md5Secret('alice', 'wonder')).toBe(`md5${createHash('md5').update('wonderalice').digest('hex')}`);
  });

  test('SCRAM verifiers are what PBKDF2 and HMAC give', async () => {
    const salt = Uint8Array.from({ length: 16 }, (_, i) => i);
    const salted = pbkdf2Sync('pencil', salt, 4096, 32, 'sha256');
    const hmac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
    const stored = createHash('sha256').update(hmac('Client Key')).digest('base64');
    const server = hmac('Server Key').toString('base64');
    expect(await scramSecret('pencil', salt)).toBe(`SCRAM-SHA-256$4096:AAECAwQFBgcICQoLDA0ODw==$${stored}:${server}`);
  });

  test('each entry has a salt of its own', async () => {
    expect(await scramSecret('x')).not.toBe(await scramSecret('x'));
  });

  test('passwords are prepared as SASL says', async () => {
    const salt = new Uint8Array(16);
    expect(await scramSecret('a\u00a0b\u00ad\u2168', salt)).toBe(await scramSecret('a bIX', salt));
  });

  test('quotes are doubled', () => {
    expect(quoteUserlist('a"b')).toBe('"a""b"');
  });
});
