/** How many bytes a text has in UTF-8, without encoding it; half of a surrogate pair counts as its replacement, 3. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A pair is 4 bytes in 2 units, anything else above 0x7ff is 3 bytes in one.
    if (unit < 0x800) bytes += 1;
    else {
      bytes += 2;
      if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) index++;
    }
  }
  return bytes;
}
