(inner) => {
  const { order } = inner;
  const memory = order.memory ?? { state: {}, call: {}, armed: null };
  const input = order.event.kind === 'input' ? order.event.text : '';

  const call = {
    id: order.call.sessionId,
    message_type: 'ussd',
    from_number: order.call.fromNumber,
    to_number: order.call.toNumber,
    network: order.call.network,
    start_time: Math.floor(order.call.startedAt / 1000),
    vars: memory.call,
  };
  const state = {
    id: memory.armed,
    vars: memory.state,
    /** It is kept at the end of each step, whatever the script calls. */
    save() {},
    reset() {
      state.id = null;
      state.vars = {};
    },
  };
  inner.provide('call', call);
  inner.provide('state', state);
  inner.provide('content', input);
  inner.provide('from_number', call.from_number);
  inner.provide('to_number', call.to_number);
  inner.provide('message', {
    id: call.id,
    content: input,
    message_type: 'ussd',
    from_number: call.from_number,
    to_number: call.to_number,
    vars: {},
  });
  inner.provide('service', {
    id: String(order.appId),
    name: order.service.name,
    active: true,
    vars: order.service.vars ?? {},
  });
  inner.provide('global', globalThis);

  const show = (text) => {
    inner.shown.push(String(text));
  };
  const arm = (name) => {
    if (typeof name !== 'string' || name === '') {
      throw new Error('promptDigits() needs the name of an input handler');
    }
    inner.armed = name;
    state.id = name;
  };
  const register = (name, handler) => {
    if (typeof handler !== 'function') throw new Error(`addInputHandler("${name}", …) needs a function`);
    inner.handlers.set(String(name), handler);
  };
  const nothing = () => {};
  inner.provide('sendReply', show);
  inner.provide('sayText', show);
  inner.provide('promptDigits', arm);
  inner.provide('promptKey', arm);
  inner.provide('waitForResponse', arm);
  inner.provide('addInputHandler', register);
  inner.provide('addResponseHandler', register);
  // Of telephone calls, or of rules after the script: without effect here.
  inner.provide('playAudio', nothing);
  inner.provide('hangUp', nothing);
  inner.provide('stopRules', nothing);

  /** Does the step. `main` is the script's, or undefined. */
  inner.proceed = (main) => {
    if (order.event.kind === 'start') return main?.();
    const { armed } = memory;
    if (armed === null) throw new Error('an input came, but the step before called no promptDigits()');
    const handler = inner.handlers.get(armed);
    if (handler === undefined) {
      throw new Error(`promptDigits("${armed}") was called, but there is no addInputHandler("${armed}", …)`);
    }
    inner.shown.length = 0;
    inner.armed = null;
    call.vars[armed] = input;
    return handler(input);
  };

  /** What the step came to, as JSON. */
  inner.finish = () => {
    inner.saveContact();
    return JSON.stringify({
      shown: inner.shown,
      armed: inner.armed,
      memory: { state: state.vars, call: call.vars, armed: inner.armed },
    });
  };
};
