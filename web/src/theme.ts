/** The brand as a Mantine theme: jade for what acts, orange only as a spark, calm neutrals. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const jade: MantineColorsTuple = [
  '#e9f8f6',
  '#d2eeeb',
  '#a4ddd7',
  '#74cbc3',
  '#4dbcb2',
  '#34b3a8',
  '#1f9d93',
  '#0d7d75',
  '#0a6861',
  '#04514b',
]

// Greys with a trace of the brand's hue, so that jade does not look pasted on.
const dark: MantineColorsTuple = [
  '#e2e8e8',
  '#b9c4c4',
  '#9aa8a8',
  '#6f7e7e',
  '#3c4949',
  '#2d3838',
  '#1c2526',
  '#121a1b',
  '#0d1415',
  '#090f10',
]

const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eef1f1',
  '#e4e9e9',
  '#d6dddd',
  '#c5cece',
  '#a1adad',
  '#74817f',
  '#495554',
  '#2f3a39',
  '#1d2626',
]

const fontFamily = "'Be Vietnam Pro', system-ui, -apple-system, 'Segoe UI', sans-serif"

export const theme = createTheme({
  colors: { jade, dark, gray },
  primaryColor: 'jade',
  // White on it has 5:1 in both schemes.
  primaryShade: 7,
  // Dark text on light fills such as orange, white on the rest: AA either way.
  autoContrast: true,
  black: '#142020',
  fontFamily,
  headings: { fontFamily, fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    InputWrapper: { styles: { label: { marginBottom: 6 }, error: { marginTop: 6 } } },
    // The placeholder is a focusable child that a menu must not have (ARIA 1.2, menu).
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: {
      defaultProps: { radius: 'lg' },
      styles: {
        header: { padding: '20px 24px 12px' },
        title: { fontSize: 19, fontWeight: 650 },
        body: { padding: '0 24px 24px' },
      },
    },
    // Upper case hurts Vietnamese, whose letters carry marks above.
    Badge: { styles: { label: { textTransform: 'none', fontWeight: 600 } } },
  },
})

/** Mantine's own greys and reds for small text miss 4.5:1; these do not. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#586564',
    '--mantine-color-placeholder': '#6a7776',
    '--mantine-color-error': '#c22b2b',
    '--om-brand': '#0d7d75',
    '--om-canvas': '#f5f7f7',
    '--om-surface': '#ffffff',
    '--om-line': '#dfe5e5',
    '--om-accent': '#f37021',
    '--om-wash': '#e9f8f6',
    '--om-wash-text': '#04514b',
  },
  dark: {
    '--mantine-color-dimmed': '#a2b0b0',
    '--mantine-color-placeholder': '#8a9898',
    '--mantine-color-error': '#ff9b95',
    // Mantine's own is nearly black on our dark surfaces.
    '--mantine-color-jade-light': 'rgb(52 179 168 / 16%)',
    '--mantine-color-jade-light-hover': 'rgb(52 179 168 / 22%)',
    '--om-brand': '#34b3a8',
    '--om-canvas': '#0d1415',
    '--om-surface': '#151e1f',
    '--om-line': '#2a3536',
    '--om-accent': '#ff8a45',
    '--om-wash': '#12302e',
    '--om-wash-text': '#a4ddd7',
  },
})
