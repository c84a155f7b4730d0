import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type Cell, describeLine, diffFlows, exportXlsForm, type Sheet } from '@ujumbe/flows';
import type { Table } from '#results/cell.ts';
import { writeXlsx } from '#results/xlsx/write-xlsx.ts';
import type { Command } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import { importFile } from './import-file.ts';
import { readFlowFiles, sayFindings } from './read-flow-files.ts';
import { writeNewFile } from './write-new-file.ts';

/** How flows come from other programs and other versions, without a database. */
export const exchangeCommands: readonly Command[] = [
  {
    words: 'flow diff',
    says: 'Say what changed from one version of a flow to another, both in files.',
    operands: ['before', 'after'],
    options: {},
    run: async (args) => {
      const files = [args.operand('before'), args.operand('after')].flatMap((file) => readFlowFiles([file]));
      const [before, after] = files.map(({ flow }) => flow);
      if (before == null || after == null)
        return { data: files, lines: files.flatMap(sayFindings), exitCode: 1 };
      const changes = diffFlows(before, after);
      const lines = changes.map(({ kind, message }) => `${kind}: ${message}`);
      return { data: changes, lines: lines.length === 0 ? ['They say the same.'] : lines };
    },
  },
  {
    words: 'flow import',
    says: 'Make flows of an XLSForm (.xlsx) or of an export of RapidPro or TextIt (.json), with a report of what was not carried over.',
    operands: ['file'],
    options: {
      out: { value: 'FILE', short: 'o', says: 'Where the flow goes; a folder where the file has several.' },
      replace: { says: 'Write over what is there.' },
    },
    notes: [
      'Exits with 1 where nothing could be made, or what was made has errors that are to be mended by hand.',
    ],
    run: async (args) => {
      const file = args.operand('file');
      const { report, flows } = await importFile(file, args.need('out'));
      for (const { file: out, text } of flows) writeNewFile(out, text, args.flag('replace'));
      const lines = [
        ...report.map((line) => `${file}: ${line.said}`),
        ...flows.flatMap(sayFindings),
        ...flows.map(
          ({ file: out, flow, id }) => `Flow "${id}" is in ${out}${flow === null ? ', and has errors' : ''}.`,
        ),
      ];
      const isSound = flows.length > 0 && flows.every(({ flow }) => flow !== null);
      return {
        data: { report, flows: flows.map(({ file: out, id, findings }) => ({ file: out, id, findings })) },
        lines,
        exitCode: isSound ? 0 : 1,
      };
    },
  },
  {
    words: 'flow export',
    says: 'Write a flow from a file as an XLSForm (.xlsx), with a report of what a form cannot say.',
    operands: ['file'],
    options: {
      out: { value: 'FILE', short: 'o', says: 'The workbook.' },
      replace: { says: 'Write over what is there.' },
    },
    run: async (args) => {
      const out = args.need('out');
      if (!/\.xlsx$/i.test(out)) throw new UsageError(`--out must end in .xlsx; "${out}" does not.`);
      const files = readFlowFiles([args.operand('file')]);
      const flow = files[0]?.flow;
      if (flow == null) return { data: files, lines: files.flatMap(sayFindings), exitCode: 1 };
      const { sheets, report } = exportXlsForm(flow);
      writeNewFile(out, await buffer(Readable.from(writeXlsx(sheets.map(tableOf)))), args.flag('replace'));
      const said = report.map((line) => ({ ...line, said: describeLine(line) }));
      return {
        data: { file: out, report: said },
        lines: [...said.map((line) => `${out}: ${line.said}`), `Flow "${flow.id}" is in ${out}.`],
      };
    },
  },
];

/** A sheet of a form as a table: its first row names the columns. */
function tableOf({ name, rows: [header = [], ...rows] }: Sheet): Table {
  return { name, header: header.map(String), batches: [rows.map((row) => row.map(cellOf))] };
}

function cellOf(cell: Cell): string | number | null {
  return typeof cell === 'boolean' ? String(cell) : cell;
}
