/** Two letters for an avatar. In a Vietnamese name the family name leads and the given name ends. */
export function initials(fullName: string): string {
  const words = fullName.trim().split(/\s+/u)
  const first = firstLetter(words[0])
  return words.length > 1 ? first + firstLetter(words.at(-1)) : first
}

function firstLetter(word: string | undefined): string {
  // \P{M}\p{M}* keeps a letter together with marks that follow it in decomposed text.
  return /^\P{M}\p{M}*/u.exec(word ?? '')?.[0].toLocaleUpperCase('vi') ?? ''
}
