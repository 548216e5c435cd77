import { type MantineColorsTuple, createTheme } from '@mantine/core';

// The bell's own colour, for what is ours; red, amber and blue stay free for what alerts say.
const ember: MantineColorsTuple = [
  '#fff4e9', '#ffe6d2', '#fccda7', '#f9b177', '#f6994f', '#f48a35', '#e8721b', '#cf6112', '#b4530c', '#7d3a08',
];

// Less blue and more contrast than the stock greys: most of the page is this colour all night.
const dark: MantineColorsTuple = [
  '#d5d9e0', '#b3b9c4', '#9097a5', '#626a79', '#3d4452', '#2b313c', '#20252e', '#181c23', '#13161c', '#0d0f13',
];

export const theme = createTheme({
  colors: { ember, dark },
  primaryColor: 'ember',
  // The same in the dark: white letters on a lighter one have a contrast of 3.
  primaryShade: 8,
  autoContrast: true,
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", "Liberation Mono", monospace',
  fontSizes: { xs: '11.5px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  spacing: { xs: '6px', sm: '10px', md: '14px', lg: '20px', xl: '28px' },
  components: {
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    // A link is as large as the text that it stands in.
    Anchor: { defaultProps: { underline: 'hover', inherit: true } },
  },
});
