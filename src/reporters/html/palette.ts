/** A colour as `#rrggbb`. */
export type Colour = `#${string}`;

/** The colours of a page, by what they are for. */
export interface Palette {
  readonly paper: Colour;
  /** Behind tables, code and controls. */
  readonly sheet: Colour;
  readonly ink: Colour;
  /** Text of less weight. */
  readonly quiet: Colour;
  /** Lines that only divide. */
  readonly hairline: Colour;
  /** Borders that show where a control is. */
  readonly edge: Colour;
  /** Links, focus, bars. */
  readonly accent: Colour;
  readonly stray: Colour;
  readonly strayPaper: Colour;
  readonly clean: Colour;
  readonly cleanPaper: Colour;
  readonly unproven: Colour;
  readonly unprovenPaper: Colour;
}

export const LIGHT: Palette = {
  paper: "#fbfaf8",
  sheet: "#ffffff",
  ink: "#1d1c1a",
  quiet: "#5c5851",
  hairline: "#dedad2",
  edge: "#878178",
  accent: "#2b5178",
  stray: "#98201f",
  strayPaper: "#faeae7",
  clean: "#1c5c3b",
  cleanPaper: "#e7f2ea",
  unproven: "#744700",
  unprovenPaper: "#fbf0d9",
};

export const DARK: Palette = {
  paper: "#171614",
  sheet: "#1f1e1b",
  ink: "#eceae4",
  quiet: "#b3aea4",
  hairline: "#3a3732",
  edge: "#827c72",
  accent: "#93bce4",
  stray: "#ff9f95",
  strayPaper: "#371b19",
  clean: "#86d0a3",
  cleanPaper: "#162c20",
  unproven: "#eebf70",
  unprovenPaper: "#32260f",
};

/** On paper: the light colours, without the tint behind the text. */
export const PRINTED: Palette = { ...LIGHT, paper: "#ffffff" };

/** The colours as custom properties of a style sheet, for example `--stray-paper`. */
export function properties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]: [string, string]) => {
      const property = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
      return `--${property}:${colour};`;
    })
    .join("");
}
