import { crc32, inflateRawSync } from 'node:zlib';
import { damaged, type ZipEntry, zipDirectory } from './zip-directory.ts';

const LOCAL = 0x04034b50;

/**
 * Unpacks the files of an archive that are wanted. Each is inflated to the size its directory tells and not an octet further, so that
 * what was counted there is all there can be.
 *
 * @throws UnreadableFile
 */
export function unzip(bytes: Buffer, wanted: (name: string) => boolean): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const entry of zipDirectory(bytes)) {
    if (wanted(entry.name)) files.set(entry.name, inflate(bytes, entry));
  }
  return files;
}

function inflate(bytes: Buffer, entry: ZipEntry): Buffer {
  const { offset, packed, inflated, method, crc } = entry;
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL)
    throw damaged('a file within it is missing');
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + packed > bytes.length) throw damaged('a file within it is cut off');
  const data = bytes.subarray(start, start + packed);
  const file = method === 'stored' ? data : inflated === 0 ? Buffer.alloc(0) : inflateTo(data, inflated);
  if (file.length !== inflated || crc32(file) !== crc)
    throw damaged('a file within it is not what its directory tells');
  return file;
}

function inflateTo(data: Buffer, octets: number): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: octets });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw damaged(
      code === 'ERR_BUFFER_TOO_LARGE'
        ? 'a file within it is larger than it tells'
        : 'a file within it is damaged',
    );
  }
}
