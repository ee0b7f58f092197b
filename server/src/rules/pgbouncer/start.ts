import { includersOf } from '../../model/includes.ts';
import { pgbouncerSettings, type PgbouncerSettings } from '../../model/pgbouncer.ts';
import type { Problem } from '../../model/problem.ts';
import type { Snapshot, SourceFile } from '../../model/snapshot.ts';
import { formatVersion, type Version } from '../../model/version.ts';
import type { IniTree } from '../../syntax/pgbouncer.ts';
import type { Span } from '../../syntax/span.ts';
import { problem } from './table.ts';
import { knows } from './values.ts';

/** The oldest release that was seen to stop at unknown words of TLS settings; 1.15 starts with them. */
const CHECKS_WORDS = '1.18.0';

/** What PgBouncer reads, and stops at when it starts, since settings do not go together. Where the file is but a part, only warnings. */
export function* checkStart(file: SourceFile, tree: IniTree, snapshot: Snapshot, version: Version): Generator<Problem> {
  const main = tree.nodes.find((node) => node.kind === 'section' && node.name === 'pgbouncer');
  if (main === undefined) return;
  const settings = pgbouncerSettings(tree, version);
  const place: Place = (name) => settings.entry(name)?.valueSpan ?? main;
  const whole = isWhole(file, tree, snapshot);
  yield* checkClientTls(settings, place, whole);
  if (!whole) return;
  if (knows({ since: CHECKS_WORDS }, version)) yield* checkWords(settings, place, version);
  yield* checkListening(settings, place, version);
}

/** Whether a file has all that PgBouncer reads: databases too, and neither includes others nor is included. */
const isWhole = (file: SourceFile, tree: IniTree, snapshot: Snapshot): boolean =>
  tree.nodes.some((node) => node.kind === 'section' && node.name === 'databases') && !tree.nodes.some(({ kind }) => kind === 'include') && includersOf(file, snapshot).length === 0;

const STOPS = 'without it PgBouncer reads the file and then stops.';

type Place = (name: string) => Span;

function* checkClientTls(settings: PgbouncerSettings, place: Place, whole: boolean): Generator<Problem> {
  const severity = { override: whole ? 'error' : 'warning' } as const;
  const mode = settings.text('client_tls_sslmode').toLowerCase();
  const missing = ['client_tls_key_file', 'client_tls_cert_file'].filter((name) => settings.text(name) === '');
  if (settings.text('auth_type').toLowerCase() === 'cert' && mode !== 'verify-full') {
    if (whole) yield problem('pgbouncer-tls-without-key', place('auth_type'), `\`auth_type = cert\` needs \`client_tls_sslmode = verify-full\`: ${STOPS}`, severity);
  } else if (mode === 'disable' || mode === '' || settings.entry('client_tls_sslmode') === undefined) {
    return;
  } else if (missing.length > 0) {
    yield problem('pgbouncer-tls-without-key', place('client_tls_sslmode'), `TLS for clients needs ${missing.map((name) => `\`${name}\``).join(' and ')}: ${STOPS}`, severity);
  } else if (whole && mode === 'verify-full' && settings.text('client_tls_ca_file') === '') {
    yield problem('pgbouncer-tls-without-key', place('client_tls_sslmode'), `\`verify-full\` checks the clients' certificates against \`client_tls_ca_file\`: ${STOPS}`, severity);
  }
}

const PROTOCOLS: ReadonlySet<string> = new Set(['all', 'default', 'legacy', 'secure', 'tlsv1', 'tlsv1.0', 'tlsv1.1', 'tlsv1.2', 'tlsv1.3']);
const CIPHERS: ReadonlySet<string> = new Set(['all', 'compat', 'default', 'fast', 'insecure', 'legacy', 'normal', 'secure']);

/** What each setting of TLS certainly does not take: OpenSSL knows many ciphers and curves, so of those only what it never calls so. */
const WRONG_WORDS: Readonly<Record<string, { readonly wrong: (value: string) => boolean; readonly takes: string }>> = {
  protocols: { wrong: (value) => value.split(/[,:]/).some((word) => !PROTOCOLS.has(word.trim().replace(/^!/, '').toLowerCase())), takes: '`secure`, `all`, or versions such as `tlsv1.2,tlsv1.3`' },
  // OpenSSL's names have capitals; `TLS_…` are those of TLS 1.3, which are set apart.
  ciphers: { wrong: (value) => value.split(/[:, ;]+/).every((word) => /^[!+-]?(?:[a-z\d_]+|TLS_[A-Z\d_]+)$/.test(word) && !CIPHERS.has(word.toLowerCase())), takes: '`default`, `secure`, `fast`, or OpenSSL\'s names of ciphers up to TLS 1.2' },
  ecdhcurve: { wrong: (value) => /^(?:x25519|x448|p-?\d+|secp(?:192|256)r1|default)$/i.test(value) || /^(?!auto$|none$)[a-z]+$/.test(value) || /^\w+(?::\w+)+$/.test(value), takes: '`auto`, `none` or OpenSSL\'s name of one curve, such as `prime256v1`' },
  dheparams: { wrong: (value) => !/^(?:auto|none|legacy)$/i.test(value), takes: '`auto` or `none`' },
};

/** Words that only the setup of TLS looks at: for clients where it is on, for servers unless it is off. */
function* checkWords(settings: PgbouncerSettings, place: Place, version: Version): Generator<Problem> {
  for (const side of ['client', 'server']) {
    if (settings.text(`${side}_tls_sslmode`).toLowerCase() === 'disable') continue;
    for (const [word, { wrong, takes }] of Object.entries(WRONG_WORDS)) {
      const name = `${side}_tls_${word}`;
      const value = settings.entry(name)?.value ?? '';
      if (value === '' || !wrong(value)) continue;
      yield problem('pgbouncer-bad-value', place(name), `\`${name}\` takes ${takes}; \`${value.length > 60 ? `${value.slice(0, 60)}…` : value}\` is none. With TLS on PgBouncer ${formatVersion(version)} will not start.`);
    }
  }
}

function* checkListening(settings: PgbouncerSettings, place: Place, version: Version): Generator<Problem> {
  const listens = settings.text('listen_addr').split(',').some((address) => address.trim() !== '');
  const port = settings.number('listen_port') ?? 0;
  if (listens && port < 0) yield problem('pgbouncer-bad-value', place('listen_port'), `A port is a number from 1 to 65535; with ${port} nothing can be listened on, and PgBouncer ${formatVersion(version)} will not start.`);
  // systemd may hand it sockets.
  if (!listens && settings.text('unix_socket_dir') === '') {
    yield problem('pgbouncer-bad-value', place('unix_socket_dir'), 'Neither `listen_addr` nor `unix_socket_dir` is set: unless systemd hands it sockets, PgBouncer has nowhere to listen on and stops.', { override: 'warning' });
  }
}
