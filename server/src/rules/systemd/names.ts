import { parseInteger } from './numbers.ts';

/** Names as systemd's string tables spell them, without their prefixes. */

const SIGNALS = new Set(
  ('HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS').split(' '),
);

const EXIT_STATUSES = new Set(
  (
    'SUCCESS FAILURE INVALIDARGUMENT NOTIMPLEMENTED NOPERMISSION NOTINSTALLED NOTCONFIGURED NOTRUNNING USAGE DATAERR NOINPUT NOUSER NOHOST UNAVAILABLE SOFTWARE OSERR OSFILE ' +
    'CANTCREAT IOERR TEMPFAIL PROTOCOL NOPERM CONFIG CHDIR NICE FDS EXEC MEMORY LIMITS OOM_ADJUST SIGNAL_MASK STDIN STDOUT CHROOT IOPRIO TIMERSLACK SECUREBITS SETSCHEDULER ' +
    'CPUAFFINITY GROUP USER CAPABILITIES CGROUP SETSID CONFIRM STDERR PAM NETWORK NAMESPACE NO_NEW_PRIVILEGES SECCOMP SELINUX_CONTEXT PERSONALITY APPARMOR ADDRESS_FAMILIES ' +
    'RUNTIME_DIRECTORY CHOWN SMACK_PROCESS_LABEL KEYRING STATE_DIRECTORY CACHE_DIRECTORY LOGS_DIRECTORY CONFIGURATION_DIRECTORY NUMA_POLICY CREDENTIALS BPF EXCEPTION'
  ).split(' '),
);

/** True for a signal as systemd takes it: `SIGTERM`, `TERM`, `SIGRTMIN+3`, `15`; capitals only, 1 to 64. */
export function isSignal(text: string): boolean {
  const name = text.startsWith('SIG') ? text.slice(3) : text;
  if (SIGNALS.has(name)) return true;
  const realTime = /^RT(?:MIN(?:\+(\d{1,2}))?|MAX(?:-(\d{1,2}))?)$/.exec(name);
  if (realTime !== null) return Number(realTime[1] ?? realTime[2] ?? 0) <= 30;
  const number = parseInteger(text);
  return number !== undefined && number >= 1 && number <= 64;
}

/** True for an exit status or a signal: `143`, `TEMPFAIL`, `SIGKILL`; numbers are statuses up to 255. */
export function isStatus(text: string): boolean {
  const number = parseInteger(text);
  return number === undefined ? EXIT_STATUSES.has(text) || isSignal(text) : number >= 0 && number <= 255;
}
