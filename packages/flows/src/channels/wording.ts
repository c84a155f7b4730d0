import type { ChannelText } from '../document/flow.ts';
import type { Channel } from '../engine/state.ts';

/** A text as it is worded on a channel; without one as it is where a channel has no words of its own. */
export function wordingOf(text: ChannelText, channel?: Channel): string {
  if (typeof text === 'string') return text;
  return (channel === undefined ? undefined : text[channel]) ?? text.default;
}
