/** How people without a picture are told apart. */

/** A stable hue (degrees) from an identifier: FNV-1a over its UTF-16 units. */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < id.length; i += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193)
  }
  return (hash >>> 0) % 360
}
