import { writeFileSync } from 'node:fs';
import {
  conversationFiles,
  conversationsFolder,
  playConversation,
  readConversations,
} from './test-conversations.ts';

/** Plays every conversation again and writes down what came of it, to be read before it is committed. */
for (const name of conversationFiles()) {
  const played = readConversations(name).map((conversation) => ({
    ...conversation,
    recorded: playConversation(conversation),
  }));
  writeFileSync(new URL(name, conversationsFolder), `${JSON.stringify(played, null, 2)}\n`);
}
