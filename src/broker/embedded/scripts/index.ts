// The twins of our scripts, found by the SHA1 of the script's text. A script without a twin does not compile.

import { SCRIPTS, type ScriptName } from '../../redis/scripts/index.ts';
import { ack } from './ack.ts';
import { chordPart } from './chord-part.ts';
import { claimsWithId } from './claims-with-id.ts';
import { depth } from './depth.ts';
import { emptyInbox } from './empty-inbox.ts';
import { purge } from './purge.ts';
import { putBack } from './put-back.ts';
import { register } from './register.ts';
import { releaseLock } from './release-lock.ts';
import { reserve } from './reserve.ts';
import { storeResults } from './store-results.ts';
import type { Twin } from './twin.ts';
import { waitingWithId } from './waiting-with-id.ts';

export type { Twin } from './twin.ts';

const BY_NAME: Readonly<Record<ScriptName, Twin>> = {
  reserve,
  ack,
  'put-back': putBack,
  'store-results': storeResults,
  'chord-part': chordPart,
  depth,
  'waiting-with-id': waitingWithId,
  'claims-with-id': claimsWithId,
  purge,
  register,
  'empty-inbox': emptyInbox,
  'release-lock': releaseLock,
};

const BY_SHA = new Map<string, Twin>(SCRIPTS.map(({ name, sha }) => [sha, BY_NAME[name]]));

export function twinOf(sha: string): Twin | undefined {
  return BY_SHA.get(sha);
}
