/** Custom properties are ordinary styles to us. */
import 'react'

declare module 'react' {
  // An interface that is added to cannot become a Record.
  // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined
  }
}
