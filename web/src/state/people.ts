/** How a person without a picture is shown: initials on a colour of their own. */

/** Vietnamese names end with the given name: "Nguyễn Văn An" is shown as "VA". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean).slice(-2)
  return words.map((word) => firstLetter(word).toLocaleUpperCase('vi')).join('')
}

/** A letter as people see it: "Đ" or "ễ" may be several code points. */
function firstLetter(word: string): string {
  for (const { segment } of new Intl.Segmenter('vi').segment(word)) return segment
  return ''
}

/** A stable hue (degrees) from an identifier: FNV-1a over its UTF-16 units. */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  }
  return (hash >>> 0) % 360
}
