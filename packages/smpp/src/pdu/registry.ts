import type { FieldTable } from '../codec/field.ts';
import type { CommandName } from '../command-id.ts';
import { alertNotification } from './alert-notification.ts';
import { bind, bindResp } from './bind.ts';
import * as broadcast from './broadcast.ts';
import { cancelSm, cancelSmResp } from './cancel-sm.ts';
import { dataSm, dataSmResp } from './data-sm.ts';
import { deliverSm, deliverSmResp } from './deliver-sm.ts';
import { enquireLink, enquireLinkResp } from './enquire-link.ts';
import { genericNack } from './generic-nack.ts';
import { outbind } from './outbind.ts';
import { querySm, querySmResp } from './query-sm.ts';
import { replaceSm, replaceSmResp } from './replace-sm.ts';
import { submitMulti, submitMultiResp } from './submit-multi.ts';
import { submitSm, submitSmResp } from './submit-sm.ts';
import { unbind, unbindResp } from './unbind.ts';

/** Every PDU and the fields of its body: the one table the codec reads. */
export const bodies = {
  bind_receiver: bind,
  bind_receiver_resp: bindResp,
  bind_transmitter: bind,
  bind_transmitter_resp: bindResp,
  bind_transceiver: bind,
  bind_transceiver_resp: bindResp,
  outbind: outbind,
  unbind: unbind,
  unbind_resp: unbindResp,
  enquire_link: enquireLink,
  enquire_link_resp: enquireLinkResp,
  generic_nack: genericNack,
  submit_sm: submitSm,
  submit_sm_resp: submitSmResp,
  deliver_sm: deliverSm,
  deliver_sm_resp: deliverSmResp,
  data_sm: dataSm,
  data_sm_resp: dataSmResp,
  query_sm: querySm,
  query_sm_resp: querySmResp,
  cancel_sm: cancelSm,
  cancel_sm_resp: cancelSmResp,
  replace_sm: replaceSm,
  replace_sm_resp: replaceSmResp,
  submit_multi: submitMulti,
  submit_multi_resp: submitMultiResp,
  alert_notification: alertNotification,
  broadcast_sm: broadcast.broadcastSm,
  broadcast_sm_resp: broadcast.broadcastSmResp,
  query_broadcast_sm: broadcast.queryBroadcastSm,
  query_broadcast_sm_resp: broadcast.queryBroadcastSmResp,
  cancel_broadcast_sm: broadcast.cancelBroadcastSm,
  cancel_broadcast_sm_resp: broadcast.cancelBroadcastSmResp,
} as const satisfies Record<CommandName, FieldTable>;
