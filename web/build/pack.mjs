// Puts the built dashboard into one archive, each file with its compressed forms and stored as it is, so that the
// server sends bytes from memory. `pages.txt` names the folders of src/pages: the first segments of the addresses that
// are the dashboard's.
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, crc32, gzipSync } from 'node:zlib';

const web = fileURLToPath(new URL('..', import.meta.url));
const dist = join(web, '../artifacts/web/dist');
const archive = join(web, '../artifacts/web/dashboard.zip');

const pages = readdirSync(join(web, 'src/pages'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)
  .sort();

const files = [['pages.txt', Buffer.from(pages.join('\n') + '\n')]];
for (const name of walk('')) {
  const bytes = readFileSync(join(dist, name));
  files.push([name, bytes]);
  if (bytes.length > 1024 && /\.(js|css|svg|json|txt)$/.test(name)) {
    const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
    const gzip = gzipSync(bytes, { level: 9 });
    if (brotli.length < bytes.length) files.push([`${name}.br`, brotli]);
    if (gzip.length < bytes.length) files.push([`${name}.gz`, gzip]);
  }
}

writeFileSync(`${archive}.new`, zip(files));
renameSync(`${archive}.new`, archive);

function* walk(folder) {
  for (const name of readdirSync(join(dist, folder)).sort()) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (statSync(join(dist, path)).isDirectory()) yield* walk(path);
    else yield path;
  }
}

// Stored entries with a fixed date: the same dashboard is the same archive.
function zip(entries) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, bytes] of entries) {
    const path = Buffer.from(name);
    const about = Buffer.alloc(26);
    about.writeUInt16LE(20, 0);
    about.writeUInt16LE(0x0800, 2);
    about.writeUInt16LE(0x21, 8);
    about.writeUInt32LE(crc32(bytes), 10);
    about.writeUInt32LE(bytes.length, 14);
    about.writeUInt32LE(bytes.length, 18);
    about.writeUInt16LE(path.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), about, path, bytes);
    const where = Buffer.alloc(14);
    where.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, where, path]));
    offset += 4 + about.length + path.length + bytes.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}
