(inner) => {
  const encode = (fields) =>
    Object.keys(fields)
      .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(String(fields[name]))}`)
      .join('&');
  const known = new Set(['method', 'headers', 'data', 'params', 'basicAuth', 'timeout']);

  const request = (url, options = {}) => {
    for (const name of Object.keys(options)) {
      if (!known.has(name))
        throw new Error(`httpClient.request(): the option "${name}" is not provided here`);
    }
    const { headers = {}, data, params, basicAuth } = options;
    const method = String(options.method ?? (data === undefined ? 'GET' : 'POST')).toUpperCase();
    const isForm = typeof data === 'object' && data !== null;
    const query = params === undefined ? '' : encode(params);
    const sent = {};
    if (isForm) sent['content-type'] = 'application/x-www-form-urlencoded';
    for (const name of Object.keys(headers)) sent[name.toLowerCase()] = String(headers[name]);
    const answer = inner.ask('httpClient.request', {
      url: query === '' ? String(url) : `${url}${String(url).includes('?') ? '&' : '?'}${query}`,
      method,
      headers: sent,
      ...(data === undefined || data === null ? {} : { body: isForm ? encode(data) : String(data) }),
      ...(basicAuth === undefined ? {} : { basicAuth: String(basicAuth) }),
    });
    return {
      status: answer.status,
      content: answer.content,
      headers: { 'content-type': answer.contentType, 'Content-Type': answer.contentType },
    };
  };
  inner.provide('httpClient', { request });
};
