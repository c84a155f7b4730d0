import { readFileSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import {
  checkText,
  describeLine,
  type Flow,
  importRapidPro,
  importXlsForm,
  type ReportLine,
} from '@ujumbe/flows';
import { readXlsx } from '#flow-files/read-xlsx.ts';
import { UnreadableFile } from '#flow-files/unreadable-file.ts';
import { textOf } from '../change-settings.ts';
import { unreadable } from '../file-faults.ts';
import { UsageError } from '../usage-error.ts';
import type { FlowFile } from './read-flow-files.ts';

/** Octets of a file with flows in JSON. */
const MOST_JSON = 16 * 1024 * 1024;

export type Imported = {
  /** What was not carried over as it stood; `said` as people read it. */
  readonly report: readonly (ReportLine & { readonly said: string })[];
  /** Files to be written, already checked. */
  readonly flows: readonly (FlowFile & { readonly id: string })[];
};

/**
 * Makes flows of a file of another program; what is in it decides which.
 * @param out where the flow goes; with several of them, or where it ends in a slash or is one, a folder
 * @throws UsageError where the file cannot be read
 */
export async function importFile(file: string, out: string): Promise<Imported> {
  const bytes = readBytes(file);
  const { flows, report } = isWorkbook(file, bytes)
    ? await importWorkbook(file, bytes)
    : importJson(file, bytes);
  const others = Object.fromEntries(flows.map((flow) => [flow.id, flow]));
  return {
    report: report.map((line) => ({ ...line, said: describeLine(line) })),
    flows: flows.map(({ id }, index) => {
      const text = `${JSON.stringify(flows[index], null, 2)}\n`;
      return {
        id,
        file: flows.length === 1 && !isFolder(out) ? out : join(out, `${id}.json`),
        text,
        ...checkText(text, others),
      };
    }),
  };
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

type Made = { readonly flows: readonly Flow[]; readonly report: readonly ReportLine[] };

async function importWorkbook(file: string, bytes: Buffer): Promise<Made> {
  try {
    const { flow, report } = importXlsForm(await readXlsx(bytes), parse(file).name);
    return { flows: flow === null ? [] : [flow], report };
  } catch (error) {
    throw error instanceof UnreadableFile ? new UsageError(error.message, { cause: error }) : error;
  }
}

function importJson(file: string, bytes: Buffer): Made {
  if (bytes.length > MOST_JSON)
    throw new UsageError(`${file} is larger than the ${MOST_JSON / 1024 / 1024} MiB that are read.`);
  const text = textOf(file, bytes);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is neither a workbook nor JSON: ${(error as Error).message}.`);
  }
  if ((json as { format?: unknown } | null)?.format === 1)
    throw new UsageError(`${file} is a flow of ours already. Look at it with "ujumbe flow check ${file}".`);
  return importRapidPro(json);
}

function isWorkbook(file: string, bytes: Buffer): boolean {
  return /\.xlsx?$/i.test(file) || bytes.subarray(0, 2).toString('latin1') === 'PK';
}

/** A workbook that is too large says so itself, by its limits. */
function readBytes(file: string): Buffer {
  try {
    if (statSync(file).size > 2 * MOST_JSON) throw new Error('it is larger than anything that is read');
    return readFileSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
}
