/** A confirmation code as typed or pasted: six digits, whatever stands between them. */
export const codeLength = 6

export const codeDigits = (typed: string) => typed.replace(/\D/gu, '').slice(0, codeLength)
