/** `1700` as `1,700`. Whole numbers only; without `Intl`, whose start-up costs more than a whole report. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
