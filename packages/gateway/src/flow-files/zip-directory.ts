import { UnreadableFile } from './unreadable-file.ts';
import { inMegabytes, workbookLimits } from './workbook-limits.ts';

/** A file in a ZIP archive, as its central directory tells of it. Sizes and offsets are octets. */
export type ZipEntry = {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  readonly crc: number;
  readonly packed: number;
  readonly inflated: number;
  /** Where its local header begins. */
  readonly offset: number;
};

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_OCTETS = 22;
const LONGEST_COMMENT = 0xffff;

/**
 * Lists an archive by its central directory (APPNOTE 4.3.12, 4.3.16) and refuses it when that already says too much: more files or
 * octets than the limits, files that share their octets, encryption, ZIP64.
 *
 * @throws UnreadableFile
 */
export function zipDirectory(bytes: Buffer): readonly ZipEntry[] {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  const start = bytes.readUInt32LE(end + 16);
  if (bytes.readUInt16LE(end + 8) !== count || bytes.readUInt32LE(end + 4) !== 0)
    throw damaged('it is in several parts');
  if (count > workbookLimits.entries) {
    throw new UnreadableFile(
      `The workbook has ${count} files within it; ${workbookLimits.entries} may be. Save it anew.`,
    );
  }
  if (start + bytes.readUInt32LE(end + 12) > end) throw damaged('its directory does not fit');
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    const { entry, next } = readEntry(bytes, at, end);
    entries.push(entry);
    at = next;
  }
  refuseBombs(entries, start);
  return entries;
}

function findEnd(bytes: Buffer): number {
  const lowest = Math.max(0, bytes.length - END_OCTETS - LONGEST_COMMENT);
  for (let at = bytes.length - END_OCTETS; at >= lowest; at -= 1) {
    if (bytes.readUInt32LE(at) === END) return at;
  }
  throw damaged('its directory is missing');
}

function readEntry(bytes: Buffer, at: number, end: number): { entry: ZipEntry; next: number } {
  if (at + 46 > end || bytes.readUInt32LE(at) !== ENTRY) throw damaged('its directory is cut off');
  const flags = bytes.readUInt16LE(at + 8);
  if ((flags & 1) !== 0) {
    throw new UnreadableFile('The workbook has a password. Take it away, save the file and send it again.');
  }
  const method = bytes.readUInt16LE(at + 10);
  if (method !== 0 && method !== 8) throw damaged(`it is packed in a way nobody uses (${method})`);
  const nameEnd = at + 46 + bytes.readUInt16LE(at + 28);
  const next = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  if (next > end) throw damaged('its directory is cut off');
  const [packed, inflated, offset] = [20, 24, 42].map((field) => bytes.readUInt32LE(at + field)) as [
    number,
    number,
    number,
  ];
  if ([packed, inflated, offset].includes(0xffffffff)) throw damaged('it is a ZIP64 archive');
  if (method === 0 && packed !== inflated) throw damaged('sizes of a file within it differ');
  return {
    entry: {
      name: bytes.toString('utf8', at + 46, nameEnd),
      method: method === 0 ? 'stored' : 'deflated',
      crc: bytes.readUInt32LE(at + 16),
      packed,
      inflated,
      offset,
    },
    next,
  };
}

/** An archive of a few octets can promise gigabytes, or list the same octets many times. */
function refuseBombs(entries: readonly ZipEntry[], directory: number): void {
  const total = entries.reduce((sum, { inflated }) => sum + inflated, 0);
  if (total > workbookLimits.inflated) {
    throw new UnreadableFile(
      `The workbook is ${inMegabytes(total)} when it is unpacked; ${inMegabytes(workbookLimits.inflated)} may be. Take away pictures and sheets that are not needed.`,
    );
  }
  if (new Set(entries.map(({ name }) => name)).size < entries.length) throw damaged('it names a file twice');
  const sorted = entries.toSorted((left, right) => left.offset - right.offset);
  sorted.forEach((entry, index) => {
    const limit = sorted[index + 1]?.offset ?? directory;
    // A local header has 30 octets besides the name, which is repeated there.
    if (entry.offset + 30 + entry.packed > limit) throw damaged('files within it lie upon each other');
  });
}

/** The file is no archive, or one that was made to deceive. */
export function damaged(why: string): UnreadableFile {
  return new UnreadableFile(
    `The file is no sound .xlsx workbook: ${why}. Open it in a spreadsheet program and save it as .xlsx.`,
  );
}
