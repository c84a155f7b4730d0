(inner) => {
  const textOf = ({ content, to_number: to }) => ({
    to: String(to ?? inner.order.call.fromNumber),
    text: String(content),
  });
  const send = (options) => inner.ask('project.sendMessage', textOf(options));

  const project = {
    id: String(inner.order.accountId),
    name: inner.order.project.name,
    vars: inner.order.project.vars ?? {},
    getOrCreateDataTable: (name) => inner.openTable(name),
    getDataTableById: (id) => inner.findTable(id),
    initDataTableById: (id) => inner.findTable(id),
    getOrCreateContact({ phone_number: number, name, vars } = {}) {
      if (number === undefined) throw new Error('project.getOrCreateContact() needs a phone_number');
      const contact = inner.contactOf(String(number));
      if (name !== undefined) contact.name = name;
      for (const key of Object.keys(vars ?? {})) contact.vars[key] = vars[key];
      contact.save();
      return contact;
    },
    sendMessage: send,
    sendMulti: ({ messages = [] } = {}) => ({ messages: messages.map(send) }),
    sendMessages: ({ messages = [] } = {}) => ({ messages: messages.map(send) }),
  };
  inner.refuse(project, 'project.', [
    'save',
    'scheduleMessage',
    'sendBroadcast',
    'sendAirtime',
    'sendToGroup',
    'queryBroadcasts',
    'queryContacts',
    'queryDataTables',
    'queryGroups',
    'queryLabels',
    'queryMessages',
    'queryPhones',
    'queryReceipts',
    'queryRoutes',
    'queryScheduledMessages',
    'queryServices',
    'receiveMessage',
    'importContacts',
    'importMessages',
    'createRelativeScheduledMessage',
    'getOrCreateGroup',
    'getOrCreateLabel',
    'getContactById',
    'getGroupById',
    'getLabelById',
    'getMessageById',
    'getPhoneById',
    'getRouteById',
    'getServiceById',
    'getScheduledMessageById',
    'initContactById',
    'initGroupById',
    'initLabelById',
    'initMessageById',
    'initPhoneById',
    'initRouteById',
    'initServiceById',
    'initScheduledMessageById',
    'getUsers',
  ]);
  inner.provide('project', project);
  inner.provide('sendMessage', send);
};
