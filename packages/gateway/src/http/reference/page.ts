import type { OpenApiDocument } from '../openapi/document.ts';
import type { Operation } from '../openapi/operation.ts';
import { guide } from './guide.ts';
import { type Html, html, prose } from './html.ts';
import { BASE, operationSection } from './operation.ts';

type Listed = { method: string; path: string; operation: Operation };

/** The reference as one page that needs nothing else but its style sheet. `{base}` stands for the address of the server. */
export function referencePage(document: OpenApiDocument): string {
  const operations = listOperations(document);
  const callbacks = Object.values(document.webhooks).map(({ post }) => ({
    method: 'callback',
    path: 'to your address',
    operation: post,
  }));
  const tagged = document.tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${document.info.title}</title>
<link rel="stylesheet" href="/docs/reference.css">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<nav aria-label="Contents">
  <a class="brand" href="#top">Ujumbe</a>
  <p class="version">HTTP API ${document.info.version}</p>
  ${links(
    'Guide',
    guide.map(({ id, title }) => ({ id, title, method: '' })),
  )}
  ${tagged.map(({ name, operations: listed }) => links(name, listed.map(linkTo)))}
  ${links('Sent to you', callbacks.map(linkTo))}
  <a class="plain" href="/api/openapi.json">openapi.json</a>
</nav>
<main id="content">
  <header id="top">
    <h1>${document.info.title}</h1>
    <p class="lead">${document.info.description}</p>
    <p>Address of this server: <code>${BASE}</code></p>
  </header>
  ${guide.map(({ id, title, body }) => html`<section class="guide" id="${id}"><h3>${title}</h3>${body}</section>`)}
  ${tagged.map((tag) => group(tag.name, tag.description, tag.operations, document))}
  ${group('Sent to you', 'Requests we make to your application. Answer any 2xx; else we try again later.', callbacks, document)}
</main>
</body>
</html>`;
  return page.html;
}

function listOperations(document: OpenApiDocument): Listed[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
}

function linkTo({ method, operation }: Listed) {
  return { id: operation.operationId, title: operation.summary, method };
}

function links(title: string, items: readonly { id: string; title: string; method: string }[]): Html {
  return html`<h2>${title}</h2><ul>${items.map(
    (item) =>
      html`<li><a href="#${item.id}">${item.title}${
        item.method &&
        html` <span class="method ${item.method}">${item.method === 'callback' ? 'post' : item.method}</span>`
      }</a></li>`,
  )}</ul>`;
}

function group(
  name: string,
  description: string,
  listed: readonly Listed[],
  document: OpenApiDocument,
): Html {
  return html`<header class="group"><h2>${name}</h2><p>${prose(description)}</p></header>
    ${listed.map(({ method, path, operation }) => operationSection(method, path, operation, document))}`;
}
