import type { Block, BlockKind } from '../document/blocks.ts';
import { branch } from './branch.ts';
import { call } from './call.ts';
import { choice } from './choice.ts';
import { choices } from './choices.ts';
import { consent } from './consent.ts';
import { date } from './date.ts';
import { end } from './end.ts';
import { group } from './group.ts';
import { http } from './http.ts';
import { message } from './message.ts';
import { nps } from './nps.ts';
import { number } from './number.ts';
import { phone } from './phone.ts';
import type { MakeReady, Ready, Site } from './ready.ts';
import { refer } from './refer.ts';
import { sendSms } from './send-sms.ts';
import { set } from './set.ts';
import { task } from './task.ts';
import { text } from './text.ts';

/** Every kind of block. A new one is a file here, a line below and its schema. */
export const blockKinds: { readonly [Kind in BlockKind]: MakeReady<Kind> } = {
  message,
  choice,
  choices,
  number,
  text,
  date,
  phone,
  nps,
  consent,
  branch,
  set,
  call,
  http,
  send_sms: sendSms,
  task,
  refer,
  group,
  end,
};

/** Makes a block ready. Throws BadExpression for what can never work. */
export function readyBlock<Kind extends BlockKind>(block: Block & { kind: Kind }, site: Site): Ready {
  const makeReady = blockKinds[block.kind] as MakeReady<Kind>;
  return makeReady(block as Parameters<typeof makeReady>[0], site);
}
