import { utf8Bytes } from '../../model/bytes.ts';
import type { CommandLines } from './command-lines.ts';
import { splitSingle } from './directive.ts';
import { code, onArgument, onValues, willNotStart, type Finding, type LineContext } from './line.ts';
import type { Located, Place, Session } from './session.ts';
import { cString, isIPv4, isIPv6 } from './texts.ts';

/** What is in force when all is read, where nothing else can change it. */
class Outcome {
  constructor(private readonly session: Session, private readonly told: CommandLines) {}

  /** Whether no command line sets one of these. */
  isSure(...names: readonly string[]): boolean {
    return names.every((name) => !this.told.names.has(name));
  }

  place(name: string): Place | undefined {
    return this.session.inForce.get(name);
  }

  text(name: string): string {
    return cString(this.place(name)?.setting.args[0]?.value ?? '');
  }

  flag(name: string): boolean {
    return this.text(name).toLowerCase() === 'yes';
  }

  number(name: string, otherwise = 0): number {
    return Number(this.text(name) || otherwise);
  }

  line({ file, setting }: Place): LineContext {
    const { target, dialect } = this.session;
    return { text: file.text, setting, target, dialect };
  }
}

/**
 * What stops the start after every line has been taken: initServer(), initListeners() and clusterInit() of each server.
 * Only for files of which nothing is missing.
 */
export function checkStart(session: Session, told: CommandLines): readonly Located[] {
  const outcome = new Outcome(session, told);
  return [checkTls, checkListeners, checkAddresses, checkSocket, checkCluster].flatMap((check) => check(outcome, session));
}

const at = (place: Place, finding: Finding): readonly Located[] => [{ file: place.file, finding }];

const TLS_SWITCHES = ['tls-port', 'tls-replication', 'tls-cluster'];
const TLS_FILES = ['tls-cert-file', 'tls-key-file', 'tls-ca-cert-file', 'tls-ca-cert-dir', 'tls-auth-clients'];

/** As tlsConfigure() of src/tls.c. */
function checkTls(outcome: Outcome, { target }: Session): readonly Located[] {
  const name = TLS_SWITCHES.find((each) => (each === 'tls-port' ? outcome.number(each) > 0 : outcome.flag(each)));
  if (name === undefined || !outcome.isSure(...TLS_SWITCHES, ...TLS_FILES)) return [];
  const place = outcome.place(name)!;
  const missing = ['tls-cert-file', 'tls-key-file'].find((each) => outcome.text(each) === '');
  const say = (what: string): readonly Located[] => at(place, onValues('redis-tls-incomplete', outcome.line(place), `\`${name}\` turns TLS on, and ${what}: ${willNotStart(target)}`));
  if (missing !== undefined) return say(`\`${missing}\` is not set`);
  const asks = outcome.text('tls-auth-clients').toLowerCase() !== 'no' || outcome.flag('tls-cluster') || outcome.flag('tls-replication');
  if (!asks || outcome.text('tls-ca-cert-file') !== '' || outcome.text('tls-ca-cert-dir') !== '') return [];
  return say('the certificates of others are checked, but neither `tls-ca-cert-file` nor `tls-ca-cert-dir` says by which authority (`tls-auth-clients no` asks clients for none)');
}

/** The addresses that `bind` lists; undefined where it does not stand, which is all of them. */
function addresses(outcome: Outcome): ReturnType<typeof splitSingle> | undefined {
  const bind = outcome.place('bind');
  if (bind === undefined) return undefined;
  const all = splitSingle(outcome.line(bind));
  return all.length === 1 && cString(all[0]!.value) === '' ? [] : all;
}

/** Port, socket and addresses together leave nothing to listen on. */
function checkListeners(outcome: Outcome, { target, dialect, sentinel }: Session): readonly Located[] {
  if (dialect.legacy || !outcome.isSure('port', 'tls-port', 'bind', 'unixsocket', 'rdma-port', 'rdma-bind')) return [];
  const isUsed = outcome.number('port', sentinel ? 26379 : 6379) > 0 || outcome.number('tls-port') > 0;
  const isBound = addresses(outcome)?.length !== 0;
  if ((isUsed && isBound) || outcome.text('unixsocket') !== '' || outcome.number('rdma-port') > 0) return [];
  const place = outcome.place(isUsed ? 'bind' : 'port')!;
  return at(place, onValues('redis-listens-nowhere', outcome.line(place), `There is ${isUsed ? 'no address' : 'no port'} to listen on, and no \`unixsocket\` either: ${willNotStart(target)}`));
}

/** An address that is listened on already, by its own line or by `*`. */
function checkAddresses(outcome: Outcome, { target, sentinel }: Session): readonly Located[] {
  const place = outcome.place('bind');
  const isUsed = outcome.number('port', sentinel ? 26379 : 6379) > 0 || outcome.number('tls-port') > 0;
  if (place === undefined || !isUsed || !outcome.isSure('bind', 'port', 'tls-port')) return [];
  const seen = new Map<string, boolean>();
  for (const argument of addresses(outcome) ?? []) {
    const value = cString(argument.value).toLowerCase();
    const isOptional = value.startsWith('-');
    const address = value.replace(/^-/, '').replace(/^\*$/, '0.0.0.0');
    if (!isIPv4(address) && !isIPv6(address)) continue;
    const isHere = address === '0.0.0.0' || address.startsWith('127.');
    const before = isHere && (seen.has('0.0.0.0') || (address === '0.0.0.0' && [...seen.keys()].some((each) => each.startsWith('127.')))) ? false : seen.get(address);
    // An optional address that the machine does not have is passed over, each time.
    if (before !== undefined && (isHere || !isOptional || !before)) {
      return at(place, onArgument('redis-bad-value', argument, `${code(argument.value)} is listened on already by an address before it, and cannot be a second time: ${willNotStart(target)}`));
    }
    seen.set(address, isOptional);
  }
  return [];
}

/** The longest path of a socket in bytes: `sun_path` holds 108 with the NUL at its end. */
const LONGEST_SOCKET = 107;

function checkSocket(outcome: Outcome, { target }: Session): readonly Located[] {
  const place = outcome.place('unixsocket');
  // An escape such as `\xff` is one byte.
  const { length } = utf8Bytes(outcome.text('unixsocket').replace(/[\x80-\xff]/g, 'x'));
  if (place === undefined || length <= LONGEST_SOCKET || !outcome.isSure('unixsocket')) return [];
  return at(place, onValues('redis-bad-value', outcome.line(place), `The path of a socket has at most ${LONGEST_SOCKET} bytes, this one ${length}: ${willNotStart(target)}`));
}

function checkCluster(outcome: Outcome, { target }: Session): readonly Located[] {
  if (!outcome.flag('cluster-enabled') || !outcome.isSure('cluster-enabled', 'cluster-port', 'cluster-config-file', 'port', 'tls-port', 'tls-cluster')) return [];
  const found: Located[] = [];
  const port = outcome.place(outcome.flag('tls-cluster') ? 'tls-port' : 'port');
  if (port !== undefined && Number(port.setting.args[0]!.value) > 55_535 && outcome.number('cluster-port') === 0) {
    found.push(...at(port, onValues('redis-out-of-range', outcome.line(port), `In a cluster the port is at most 55535, for the nodes talk on the one 10000 above it, unless \`cluster-port\` names another: ${willNotStart(target)}`)));
  }
  const file = outcome.place('cluster-config-file');
  if (file !== undefined && outcome.text('cluster-config-file') === '') {
    found.push(...at(file, onValues('redis-bad-value', outcome.line(file), `A cluster keeps its nodes in \`cluster-config-file\`, which cannot be empty: ${willNotStart(target)}`)));
  }
  return found;
}
