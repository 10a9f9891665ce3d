// Reads single files of a ZIP archive (APPNOTE 4.3), with what the browser has for unpacking.

const endMark = 0x06054b50;
const entryMark = 0x02014b50;

/** The entries of an archive: names, and where their bytes are. */
export async function entriesOf(blob) {
  const tail = new DataView(await blob.slice(Math.max(0, blob.size - 66000)).arrayBuffer());
  let at = tail.byteLength - 22;
  while (at >= 0 && tail.getUint32(at, true) !== endMark) at -= 1;
  if (at < 0) throw new Error('This is no ZIP archive.');
  const directory = new DataView(
    await blob
      .slice(tail.getUint32(at + 16, true), tail.getUint32(at + 16, true) + tail.getUint32(at + 12, true))
      .arrayBuffer(),
  );
  const entries = [];
  const decoder = new TextDecoder();
  for (let place = 0; place + 46 <= directory.byteLength && directory.getUint32(place, true) === entryMark; ) {
    const [name, extra, comment] = [28, 30, 32].map(offset => directory.getUint16(place + offset, true));
    entries.push({
      name: decoder.decode(new Uint8Array(directory.buffer, place + 46, name)),
      method: directory.getUint16(place + 10, true),
      packed: directory.getUint32(place + 20, true),
      size: directory.getUint32(place + 24, true),
      offset: directory.getUint32(place + 42, true),
    });
    place += 46 + name + extra + comment;
  }
  return entries;
}

/** The bytes of an entry. */
export async function contentOf(blob, entry, type) {
  const head = new DataView(await blob.slice(entry.offset, entry.offset + 30).arrayBuffer());
  const start = entry.offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const packed = blob.slice(start, start + entry.packed);
  if (entry.method === 0) return packed.slice(0, packed.size, type);
  const bytes = await new Response(packed.stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer();
  return new Blob([bytes], { type });
}
