import type { Compilation, FoundWord } from './compilation.ts';
import { addWords, type PodmanCommand } from './command.ts';
import { keyOrigin, originOf, type Arg } from './unit-file.ts';
import { lookupNumber } from './numbers.ts';

/** `User=` and `Group=` of a container. */
export function addUser(c: Compilation, command: PodmanCommand): void {
  const user = c.filled('User');
  const group = c.filled('Group');
  if (user === undefined) {
    if (group !== undefined) c.fail('quadlet-key-needs-key', keyOrigin(group.line), `Group= needs User= beside it: ${c.podman} rejects the whole unit. Add User=, or put the group into PodmanArgs=--group-add=….`);
    return;
  }
  command.option('--user', group === undefined ? user.text : `${user.text}:${group.text}`, user);
}

/** User namespaces: the keys of today, or the deprecated `Remap…=` ones, never both. */
export function addUserMappings(c: Compilation, command: PodmanCommand, supportsManual: boolean): void {
  const userns = c.filled('UserNS');
  if (userns !== undefined) command.option('--userns', userns.text, userns);
  const uids = c.words('UIDMap');
  const gids = c.words('GIDMap');
  addWords(command, '--uidmap', uids);
  addWords(command, '--gidmap', gids);
  const subUid = c.filled('SubUIDMap');
  if (subUid !== undefined) command.option('--subuidname', subUid.text, subUid);
  const subGid = c.filled('SubGIDMap');
  if (subGid !== undefined) command.option('--subgidname', subGid.text, subGid);
  if (userns === undefined && uids.length === 0 && gids.length === 0 && subUid === undefined && subGid === undefined) return addRemap(c, command, supportsManual);
  for (const key of ['RemapUid', 'RemapGid', 'RemapUsers']) {
    const found = c.file.last(c.section, key);
    if (found === undefined) continue;
    c.fail('quadlet-conflicting-keys', keyOrigin(found.line), `${key}= is deprecated and excludes UserNS=, UIDMap=, GIDMap=, SubUIDMap= and SubGIDMap=: ${c.podman} rejects the whole unit. Remove it.`);
  }
}

function addRemap(c: Compilation, command: PodmanCommand, supportsManual: boolean): void {
  const uids = c.words('RemapUid');
  const gids = c.words('RemapGid');
  const users = c.file.last(c.section, 'RemapUsers');
  const place = users && originOf(users);
  switch (users?.text ?? '') {
    case '':
      for (const [key, words] of [['RemapUid', uids], ['RemapGid', gids]] as const) {
        if (words.length > 0) c.fail('quadlet-key-needs-key', words[0]!.at(), `${key}= needs RemapUsers= beside it: ${c.podman} rejects the whole unit. ${key === 'RemapUid' ? 'UIDMap' : 'GIDMap'}= is the key of today.`);
      }
      return;
    case 'manual':
      if (!supportsManual) return c.fail('quadlet-bad-value', place, `RemapUsers=manual is not for .kube units: ${c.podman} rejects the whole unit. Use auto or keep-id, or UserNS=.`);
      addWords(command, '--uidmap', uids);
      addWords(command, '--gidmap', gids);
      return;
    case 'auto': {
      const size = lookupNumber(c.value('RemapUidSize')?.text);
      const options = [...uids.map(({ text }) => `uidmapping=${text}`), ...gids.map(({ text }) => `gidmapping=${text}`), ...(size > 0 ? [`size=${size}`] : [])];
      command.option('--userns', withOptions('auto', options), place);
      return;
    }
    case 'keep-id':
      if (c.target.root && !c.target.has('keepIdForRoot')) return c.fail('quadlet-bad-value', place, `RemapUsers=keep-id is for user units only: ${c.podman} rejects the whole unit (5.3 and later take it).`);
      single(c, 'RemapUid', uids);
      single(c, 'RemapGid', gids);
      command.option('--userns', withOptions('keep-id', [...uids.slice(0, 1).map(({ text }) => `uid=${text}`), ...gids.slice(0, 1).map(({ text }) => `gid=${text}`)]), place);
      return;
    default:
      c.fail('quadlet-bad-value', place, `RemapUsers= is manual, auto or keep-id: ${c.podman} rejects the whole unit.`);
  }
}

function single(c: Compilation, key: string, words: readonly FoundWord[]): void {
  if (words.length > 1) c.fail('quadlet-bad-value', words[1]!.at(), `RemapUsers=keep-id takes one ${key}= only: ${c.podman} rejects the whole unit.`);
}

const withOptions = (kind: string, options: readonly string[]): Arg['text'] => (options.length === 0 ? kind : `${kind}:${options.join(',')}`);
