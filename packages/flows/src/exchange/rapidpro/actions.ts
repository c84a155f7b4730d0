import { addText, type BlockBody, freeId } from '../draft.ts';
import { languageTagOf } from '../language-tags.ts';
import { flowIdOf, wordsIdOf } from '../names.ts';
import { list, type RapidAction, type RapidNode, record, text } from './definition.ts';
import { categoryVariable, computedOf, type ExpressionScope, templateOf } from './expressions.ts';
import { type Making, resultKey, tell } from './making.ts';
import { messageOf } from './message.ts';
import { followed, type Plan } from './plan.ts';
import { planWebhook } from './webhook.ts';

const advice: Readonly<Record<string, string>> = {
  send_email: 'Results can be sent by email; set the address of the survey.',
  transfer_airtime: 'Airtime is not sent; take the promise out of the texts.',
  send_broadcast: 'Send it as a campaign.',
  start_session: 'Start a survey for the others.',
  call_classifier: 'Offer choices instead.',
  call_llm: 'Offer choices instead.',
  call_resthook: 'Ask the service with an http block.',
  add_input_labels: 'Nothing to do: answers are kept by question.',
  set_contact_channel: 'Nothing to do: a run stays on the channel it came by.',
  set_contact_timezone: 'Nothing to do: the country of the number tells the time.',
  set_contact_status: 'Use a group.',
  add_contact_urn: 'Keep it as a field of the contact.',
  say_msg: 'Calls are not made; make it a message.',
  play_audio: 'Calls are not made; make it a message.',
};

/** Makes the block of an action; null where there is nothing to make, which is told. */
export function planAction(
  making: Making,
  node: RapidNode,
  action: RapidAction,
  scope: ExpressionScope,
): Plan | null {
  const { fields } = action;
  const lost = (what: string, todo: string) => tell(making, 'lost', node.uuid, what, todo);
  const template = (source: string) =>
    templateOf(source, scope, (expression) =>
      lost(`"${expression}" in "${source.slice(0, 60)}" was left out.`, 'Say it without, or with {{…}}.'),
    );
  const set = (wished: string, values: Readonly<Record<string, unknown>>) =>
    followed(freeId(making.draft, wished), { kind: 'set', values } as BlockBody);

  switch (action.type) {
    case 'send_msg': {
      const message = messageOf(making, node, action, scope);
      if (message === null) return null;
      const [words = ''] = Object.values(message);
      const id = freeId(making.draft, messageId(words));
      return followed(id, { kind: 'message', text: addText(making.draft, id, message) } as BlockBody);
    }
    case 'set_run_result': {
      const key = resultKey(text(fields.name));
      const value = computedOf(text(fields.value), scope);
      if (value === null) {
        lost(
          `The result "${text(fields.name)}" is not set to "${text(fields.value)}".`,
          'Set it with a set block and CEL.',
        );
        return null;
      }
      const category = text(fields.category);
      const kept =
        category !== '' && making.categories.has(key) ? { [`vars.${categoryVariable(key)}`]: category } : {};
      return set(`set-${wordsIdOf(key, 'result')}`, { [`answers.${key}`]: value, ...kept });
    }
    case 'set_contact_field':
    case 'set_contact_name': {
      const key = action.type === 'set_contact_name' ? 'name' : resultKey(text(record(fields.field).key));
      const source = action.type === 'set_contact_name' ? text(fields.name) : text(fields.value);
      const value = computedOf(source, scope);
      if (value !== null) return set(`set-${wordsIdOf(key, 'field')}`, { [`contact.${key}`]: value });
      lost(`The field "${key}" is not set to "${source}".`, 'Set it with a set block and CEL.');
      return null;
    }
    case 'set_contact_language': {
      const { tag } = languageTagOf(text(fields.language));
      if (making.draft.languages.includes(tag)) return set('set-language', { language: tag });
      lost(
        `The language is not set to "${text(fields.language)}": the flow has no texts in it.`,
        'Translate the flow, then add a set block.',
      );
      return null;
    }
    case 'add_contact_groups':
    case 'remove_contact_groups': {
      const names = list(fields.groups)
        .map((group) => text(record(group).name))
        .filter((name) => name !== '' && name.length <= 80);
      if (names.length < list(fields.groups).length || fields.all_groups === true || names.length === 0) {
        lost('Groups that are worked out, or all of them at once, were left out.', 'Name the groups.');
      }
      if (names.length === 0) return null;
      const block =
        action.type === 'add_contact_groups'
          ? { kind: 'group', join: names }
          : { kind: 'group', leave: names };
      return followed(freeId(making.draft, 'groups'), block as BlockBody);
    }
    case 'enter_flow': {
      const { uuid, name } = record(fields.flow);
      const id = making.flowIds.get(text(uuid)) ?? flowIdOf(text(name));
      if (!making.flowIds.has(text(uuid))) {
        tell(
          making,
          'changed',
          node.uuid,
          `The flow "${text(name)}" is not in this export; it is called as "${id}".`,
          'Import it too, or export it together.',
        );
      }
      return followed(freeId(making.draft, `call-${id}`.slice(0, 55)), {
        kind: 'call',
        flow: id,
      } as BlockBody);
    }
    case 'open_ticket': {
      const topic = text(record(fields.topic).name).slice(0, 80);
      const summary = template(text(fields.note) || text(fields.body));
      const block = {
        kind: 'task',
        ...(topic === '' ? {} : { queue: topic }),
        ...(summary === '' ? {} : { summary }),
      };
      return followed(freeId(making.draft, 'ticket'), block as BlockBody);
    }
    case 'call_webhook':
      return planWebhook(making, node, action, template);
    default:
      lost(
        `The action "${action.type}" was left out.`,
        (Object.hasOwn(advice, action.type) ? advice[action.type] : null) ?? 'There is nothing like it here.',
      );
      return null;
  }
}

/** The first words of a message name its block: `thank-you-for-your`. */
function messageId(words: string): string {
  const plain = words
    .replace(/\{\{[^}]*\}\}/g, ' ')
    .trim()
    .split(/\s+/)
    .slice(0, 4)
    .join(' ');
  return wordsIdOf(plain.slice(0, 32), 'say');
}
