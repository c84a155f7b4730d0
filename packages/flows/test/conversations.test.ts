import { describe, expect, test } from 'vitest';
import { conversationFiles, playConversation, readConversations } from './test-conversations.ts';

describe.each(conversationFiles())('%s', (name) => {
  test.each(readConversations(name))('$about', (conversation) => {
    expect(playConversation(conversation)).toEqual(conversation.recorded);
  });
});
